using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>The clocks of one name in the period.</summary>
internal sealed record WhatIfRow(string Clock, WhatIfFigures Before, WhatIfFigures After, WhatIfFigures Difference);

/// <summary>What they came to; open = without an outcome in the period, though with one under the other rules.</summary>
internal sealed record WhatIfFigures(long Met, long Breached, long Open, decimal? Attainment);

/// <summary>A round of a clock that comes to something else.</summary>
internal sealed record WhatIfFlip(
    Guid Ticket, string Number, string Clock, int Round, string Before, string After, Instant? BeforeAt, Instant? AfterAt, Duration ElapsedBefore, Duration ElapsedAfter, Duration TargetBefore, Duration TargetAfter)
{
    /// <summary>The ticket's last priority as it was; null when it was never graded.</summary>
    public string? PriorityBefore { get; init; }

    public string? PriorityAfter { get; init; }
}

/// <summary>How many tickets would have had another priority in the end.</summary>
internal sealed record WhatIfGrade(string Before, string After, long Tickets);

/// <summary>
/// The answer: figures before and after, and what flips. recordedDiffers = rounds of which what Resolution recorded is not what the rules that were in effect say again;
/// it is nought as long as nobody touched the records.
/// </summary>
internal sealed record WhatIfAnswer(
    Instant? From, Instant? To, string Position, Instant At, long Tickets, IReadOnlyList<WhatIfRow> Rows, long Flips, IReadOnlyList<WhatIfFlip> Flipped, bool Truncated, long RecordedDiffers)
{
    /// <summary>Which priorities would have been others, of all tickets of the period.</summary>
    public IReadOnlyList<WhatIfGrade> Regraded { get; init; } = [];
}

/// <summary>Judges a period again by other rules. Nothing is recorded.</summary>
internal static class WhatIfSla
{
    private const int MostFlips = 10_000;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/what-if/sla",
        (Body<AskWhatIf> body, string? position, Actor actor, Journal journal, LedgerTime ledger, CancellationToken cancel) => OneQuestion.Answer(position, journal, ledger, async facts =>
        {
            var ask = body.Value with { Organization = actor.Organization ?? body.Value.Organization };
            var recorded = await RecordedRules.Read(journal, facts.Position, cancel);
            return Unknown(ask, recorded) ?? (IResult)TypedResults.Ok(await Answer(ask, facts, recorded, journal.Log, cancel));
        }, cancel)).For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Accepts<AskWhatIf>("application/json").Produces<WhatIfAnswer>()
        .WithSummary("How the clocks of a period would have come out under other policies, calendars or priorities, and which tickets flip.");

    public static async Task<WhatIfAnswer> Answer(AskWhatIf ask, FactSource facts, RecordedRules recorded, string log, CancellationToken cancel)
    {
        var (unchanged, otherwise) = (OtherRules.None(recorded), new OtherRules(ask.Rules, recorded));
        var scope = new ReportScope(ask.From, ask.To, DateTimeZone.Utc, [], ask.Organization, false, null);
        var promises = await facts.Promised(cancel);
        var tally = new WhatIfTally(MostFlips);
        await Parallel.ForEachAsync(facts.Stories(scope, cancel), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, (one, _) =>
        {
            var story = StoryFact.Read(one.Story, facts.Position);
            var (before, after) = (Rejudging.Judge(story, promises, unchanged, facts.At), Rejudging.Judge(story, promises, otherwise, facts.At));
            tally.Add(one.Ticket, one.Number, scope, TicketStory.Tell(one.Ticket, story)?.Clocks ?? [], before, after);
            return ValueTask.CompletedTask;
        });
        return tally.Answer(ask, new LogPosition(log, facts.Position).ToString(), facts.At);
    }

    private static Problem? Unknown(AskWhatIf ask, RecordedRules recorded)
    {
        var rules = new OtherRules(ask.Rules, recorded);
        foreach (var (p, policy) in (ask.Rules.Policies ?? []).Index())
        {
            foreach (var (t, targets) in policy.Targets.Index())
            {
                foreach (var (clock, terms) in OtherRules.Clocks(targets))
                {
                    if (terms.Calendar is { } name && !rules.Knows(name)) return Problem.Field($"policies[{p}].targets[{t}].{Words.Of(clock)}.calendar", "is no calendar of the desk or of the question");
                }
            }
        }
        return null;
    }
}
