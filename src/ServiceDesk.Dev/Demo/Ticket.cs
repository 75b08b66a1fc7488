namespace ServiceDesk.Dev.Demo;

/// <summary>What was submitted. Impact and urgency are the desk's words.</summary>
internal sealed record Submission(
    string Kind, string Subject, string Description, Requester Requester, string Impact, string Urgency, string Category, string Channel, string? System, DateTimeOffset At)
{
    private static readonly string[] impacts = ["person", "department", "organization"];
    private static readonly string[] urgencies = ["low", "medium", "high"];

    internal static string ImpactOf(int level) => impacts[level];

    internal static string UrgencyOf(int level) => urgencies[level];

    /// <summary>1 to 4, as the desk's table has it for a system of usual importance.</summary>
    internal int Priority => Math.Min(5 - Array.IndexOf(impacts, Impact) - Array.IndexOf(urgencies, Urgency), 4);

    internal string Language => Requester.Language;
}

/// <summary>A step of a ticket's history. Who, agent = users of the desk; who null = the requester.</summary>
internal sealed record Step(string What, DateTimeOffset At, string? Who, string Team, string? Agent)
{
    internal string? Text { get; init; }
    internal string? Cause { get; init; }
    internal int? Score { get; init; }
    internal DateTimeOffset? SurveyUntil { get; init; }

    /// <summary>The key of an article that was followed.</summary>
    internal string? Article { get; init; }

    internal bool Helped { get; init; }
}

/// <summary>A ticket of the year that has passed. Storm = what it was part of.</summary>
internal sealed record PastTicket(string Number, Submission Submission, IReadOnlyList<Step> Steps, string? Storm)
{
    internal bool IsOpen => Steps.Count == 0 || Steps[^1].What is not ("resolved" or "confirmed" or "closed" or "rated");
}
