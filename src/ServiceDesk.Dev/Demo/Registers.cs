namespace ServiceDesk.Dev.Demo;

internal sealed record PlannedAction(string What, string Owner, int InDays);

internal sealed record RiskText(string Type, string What, string? Details, string Owner, int Likelihood, int Impact, int ReviewInDays, string? Strategy, string? Why, PlannedAction[]? Actions);

internal sealed record ImprovementText(
    string What, string? Details, string Figure, string Owner, PlannedAction[]? Actions, Dictionary<string, decimal>? Before, Dictionary<string, decimal>? After, string? Made, bool? Effective, string? Finding);

internal sealed record MeetingText(string[] Topics, string? Minutes, string[]? Decisions, PlannedAction[]? Actions);

internal sealed record AuditText(string Seed, int Size, string[] Checklist, string Conclusion, PlannedAction Action);

internal sealed record StoryOfNow(string Title, string Owner, string Update, NowWords Zh, NowWords En)
{
    internal NowWords In(string language) => language == "zh" ? Zh : En;
}

internal sealed record NowWords(string[] Subjects, string[] Texts);

/// <summary>A ticket of the requester whose portal is shown.</summary>
internal sealed record ShownText(string Topic, Standing State, double HoursAgo, string Subject, string Text, string? Question);

/// <summary>What stands in the registers, and what is going on today.</summary>
internal sealed record RegisterTexts(RiskText[] Risks, ImprovementText[] Improvements, MeetingText Meeting, MeetingText NextMeeting, AuditText Audit, StoryOfNow StoryOfNow, ShownText[] Shown);
