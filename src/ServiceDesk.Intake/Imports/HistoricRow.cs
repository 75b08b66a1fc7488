using System.Collections.Frozen;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>An instant as a source wrote it: with an offset, or by a clock on the wall whose zone the request tells.</summary>
internal readonly record struct SourceTime(Instant? Exact, LocalDateTime Local)
{
    private const int ShortestWithOffset = 19;

    /// <summary>A time that came twice counts the first time; one that was left out counts as far behind the change as it was meant to be.</summary>
    public Instant In(DateTimeZone zone) => Exact ?? zone.AtLeniently(Local).ToInstant();

    public static SourceTime? Parse(string text)
    {
        var withOffset = text.EndsWith('Z') || text.AsSpan(Math.Min(ShortestWithOffset, text.Length)).IndexOfAny('+', '-') >= 0;
        if (withOffset)
        {
            var exact = OffsetDateTimePattern.ExtendedIso.Parse(text);
            return exact.Success && IsUsual(exact.Value.Year) ? new SourceTime(exact.Value.ToInstant().ToMicroseconds(), default) : null;
        }
        var local = LocalDateTimePattern.ExtendedIso.Parse(text);
        return local.Success && IsUsual(local.Value.Year) ? new SourceTime(null, local.Value.With(Cut)) : null;
    }

    private static bool IsUsual(int year) => year is > 1900 and < 9000;

    private static LocalTime Cut(LocalTime time) => LocalTime.FromTicksSinceMidnight(time.TickOfDay / 10 * 10);
}

/// <summary>Somebody in a source's log: a person of this desk, or a name there.</summary>
internal sealed record SourcePerson(string? Id, string? Name)
{
    public static SourcePerson Read(Input input)
    {
        var person = new SourcePerson(input.Text("id", 100), input.Text("name", 200));
        if (person.Id is { } id && input.Directory.Find(id) is null) input.Refuse("id", "is nobody's here");
        return person;
    }

    /// <summary>The opaque id; a name gets the same one wherever the source tells it.</summary>
    public string IdIn(string source, PersonIds people) => Id ?? people.Of($"source:{source}", Name!);
}

/// <summary>A row of another system's log: what happened to one of its tickets, when, and who did it.</summary>
/// <param name="Row">The row's id there.</param>
/// <param name="Ticket">The ticket's id there.</param>
/// <param name="Step">What happened; null = it was opened.</param>
/// <param name="At">When it happened.</param>
/// <param name="Who">Who did it.</param>
/// <param name="Team">The team from then on.</param>
/// <param name="Agent">The person who had it from then on.</param>
/// <param name="State">The state in the source's words.</param>
/// <param name="Priority">The priority from then on.</param>
/// <param name="Category">The category from then on.</param>
/// <param name="Submission">What was submitted, when it was opened.</param>
internal sealed record HistoricRow(
    string Row, string Ticket, HistoricStep? Step, SourceTime At, SourcePerson? Who, string? Team, SourcePerson? Agent, string? State, Priority? Priority, string? Category,
    SubmitTicket? Submission) : IInput<HistoricRow>
{
    private const string Opened = "opened";
    private const int LongestText = 100_000;
    /// <summary>Of the vendor that is waited for: a name, which is not kept as a person's text is.</summary>
    private const int LongestVendor = 200;

    /// <summary>What was said, asked, found or done.</summary>
    public string? Text { get; init; }

    /// <summary>Why it had happened, of what was resolved.</summary>
    public string? Cause { get; init; }

    /// <summary>The rating of a row that rates.</summary>
    public int? Score { get; init; }

    /// <summary>Until when the work could be rated, of what was closed.</summary>
    public Instant? SurveyUntil { get; init; }

    /// <summary>The article of this desk that was followed.</summary>
    public FollowedArticle? Article { get; init; }

    /// <summary>As long as a closing rule may leave for a rating.</summary>
    private static readonly Duration longestSurvey = Duration.FromDays(365);

    private static readonly FrozenDictionary<string, HistoricStep> steps = Enum.GetValues<HistoricStep>().ToFrozenDictionary(Words.Of);

    public static HistoricRow Read(Input input)
    {
        var what = input.RequiredText("what", 50);
        var isOpening = what == Opened;
        var step = default(HistoricStep);
        if (!isOpening && what.Length > 0 && !steps.TryGetValue(what, out step)) input.Refuse("what", $"must be one of {Opened}, {string.Join(", ", steps.Keys.Order())}");
        var at = ReadTime(input);
        var (row, ticket, who) = (input.RequiredText("row", 200), input.RequiredText("ticket", 100), ReadPerson(input, "who"));
        if (isOpening) return new HistoricRow(row, ticket, null, at, who, null, null, null, null, null, ReadSubmission(input));
        return ReadFacts(input, step, new HistoricRow(
            row, ticket, step, at, who, input.Text("team", 200), ReadPerson(input, "agent"), input.Text("state", 100), input.Word<Priority>("priority"), input.Text("category", 100), null));
    }

    /// <summary>What is wrong with its times, once the zone told when it happened; null = nothing.</summary>
    public Problem? Untimely(Instant at, Instant now)
    {
        if (at > now) return Problem.Field("at", "lies in the future");
        return SurveyUntil < at || SurveyUntil > at + longestSurvey ? Problem.Field("surveyUntil", $"must lie within {longestSurvey.Days} days after at") : null;
    }

    /// <summary>What only some steps tell; of any other step it is no field.</summary>
    private static HistoricRow ReadFacts(Input input, HistoricStep step, HistoricRow row)
    {
        row = row with { Text = input.Text("text", step == HistoricStep.AwaitedVendor ? LongestVendor : LongestText) };
        switch (step)
        {
            case HistoricStep.Resolved: return row with { Cause = input.Text("cause", LongestText) };
            case HistoricStep.Closed: return row with { SurveyUntil = input.Instant("surveyUntil") };
            case HistoricStep.Rated:
                var score = input.Whole("score", 1, 5);
                if (score is null) input.Require("score");
                return row with { Score = score };
            case HistoricStep.ArticleUsed:
                var article = input.Object("article", ReadArticle);
                if (article is null) input.Require("article");
                return row with { Article = article };
            default: return row;
        }
    }

    private static FollowedArticle ReadArticle(Input input)
    {
        if (!Guid.TryParse(input.RequiredText("id", 50), out var id)) input.Refuse("id", "must be the id of an article");
        var helped = input.Truth("helped");
        if (helped is null) input.Require("helped");
        return new FollowedArticle(id, input.RequiredText("number", 50), input.RequiredText("title", 300), input.Whole("version", 1, int.MaxValue) ?? 1, helped ?? false);
    }

    private static SourceTime ReadTime(Input input)
    {
        var text = input.RequiredText("at", 50);
        if (text.Length == 0) return default;
        if (SourceTime.Parse(text) is { } at) return at;
        input.Refuse("at", "must be an ISO 8601 instant such as 2016-02-29T01:16:00Z, or the same without an offset in the zone of the request");
        return default;
    }

    private static SourcePerson? ReadPerson(Input input, string field)
    {
        var person = input.Object(field, SourcePerson.Read);
        if (person is { Id: null, Name: null }) input.Require($"{field}.name");
        return person;
    }

    private static SubmitTicket ReadSubmission(Input input)
    {
        var submission = SubmitTicket.Read(input);
        if (submission.OccurredAt is not null) input.Refuse("occurredAt", "is told by at");
        if (submission.IdempotencyKey is not null) input.Refuse("idempotencyKey", "is told by row");
        return submission;
    }
}
