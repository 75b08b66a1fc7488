using NodaTime;
using ServiceDesk.Analytics.Audit;
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
    Guid Ticket, string Number, string Clock, int Round, string Before, string After, Instant? BeforeAt, Instant? AfterAt, Duration ElapsedBefore, Duration ElapsedAfter, Duration TargetBefore, Duration TargetAfter);

/// <summary>
/// The answer: figures before and after, and what flips. recordedDiffers = rounds of which what Resolution recorded is not what the rules that were in effect say again;
/// it is nought as long as nobody touched the records.
/// </summary>
internal sealed record WhatIfAnswer(
    Instant? From, Instant? To, string Position, Instant At, long Tickets, IReadOnlyList<WhatIfRow> Rows, long Flips, IReadOnlyList<WhatIfFlip> Flipped, bool Truncated, long RecordedDiffers);

/// <summary>Judges a period again by other rules. Nothing is recorded.</summary>
internal static class WhatIfSla
{
    private const int MostFlips = 10_000;
    private static readonly SemaphoreSlim alone = new(1, 1);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/what-if/sla",
        async (Body<AskWhatIf> body, string? position, Actor actor, Journal journal, LedgerTime ledger, CancellationToken cancel) =>
        {
            var ask = body.Value;
            // Each takes both cores for a while.
            if (!await alone.WaitAsync(TimeSpan.FromSeconds(5), cancel)) return Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "Another question is being answered; ask again in a moment.");
            try
            {
                var at = LogPosition.TryParse(position, out var asked) && asked.Log == journal.Log ? asked.Position : (long?)null;
                await using var facts = await FactSource.Open(journal, at, cancel);
                await ledger.Until(LedgerIndexReadModel.ModelName, facts.Position, cancel);
                var recorded = await Calendars(journal, cancel);
                if (Unknown(ask, recorded) is { } unknown) return unknown;
                return (IResult)TypedResults.Ok(await Answer(ask with { Organization = actor.Organization ?? ask.Organization }, facts, recorded, journal.Log, cancel));
            }
            finally
            {
                alone.Release();
            }
        }).For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Accepts<AskWhatIf>("application/json").Produces<WhatIfAnswer>()
        .WithSummary("How the clocks of a period would have come out under other policies or calendars, and which tickets flip.");

    public static async Task<WhatIfAnswer> Answer(AskWhatIf ask, FactSource facts, IReadOnlyDictionary<string, List<WorkingCalendarDefined>> recorded, string log, CancellationToken cancel)
    {
        var (unchanged, otherwise) = (OtherRules.None(recorded), new OtherRules(ask.Policies, ask.Calendars, recorded));
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

    /// <summary>Every version of every calendar that was recorded, in order.</summary>
    public static async Task<Dictionary<string, List<WorkingCalendarDefined>>> Calendars(Journal journal, CancellationToken cancel)
    {
        var types = Messaging.DeskTypes.Create();
        var entries = await LedgerLine.Find(journal, "ledger_index l join events e using (position) where l.type = $1 order by l.position", [types.NameOf(typeof(WorkingCalendarDefined))], cancel);
        return entries.Select(one => (WorkingCalendarDefined)types.Read(((LedgerEntry)one.Body!).Type, ((LedgerEntry)one.Body!).Data.Text)!)
            .GroupBy(one => one.Calendar).ToDictionary(one => one.Key, one => one.OrderBy(version => version.Version).ToList());
    }

    private static Problem? Unknown(AskWhatIf ask, IReadOnlyDictionary<string, List<WorkingCalendarDefined>> recorded)
    {
        var rules = new OtherRules(ask.Policies, ask.Calendars, recorded);
        foreach (var (p, policy) in (ask.Policies ?? []).Index())
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

/// <summary>Adds the rounds of many tickets up.</summary>
internal sealed class WhatIfTally(int mostFlips)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, (long[] Before, long[] After)> clocks = new(StringComparer.Ordinal);
    private readonly SortedSet<(Guid Ticket, string Clock, int Round)> order = [];
    private readonly Dictionary<(Guid Ticket, string Clock, int Round), WhatIfFlip> flipped = [];
    private long tickets;
    private long flips;
    private long differs;

    public void Add(
        Guid ticket, string number, ReportScope scope, IReadOnlyList<ClockFigures> recorded,
        Dictionary<(string Clock, int Round), Rejudged> before, Dictionary<(string Clock, int Round), Rejudged> after)
    {
        lock (gate)
        {
            tickets++;
            foreach (var clock in recorded)
            {
                if (clock.Breached is { } breached && before.TryGetValue((clock.Clock, clock.Round), out var again) && (again.Breached, again.OutcomeAt) != (breached, clock.OutcomeAt)) differs++;
            }
            foreach (var round in before.Keys.Union(after.Keys))
            {
                var (was, would) = (before.GetValueOrDefault(round), after.GetValueOrDefault(round));
                if (!Holds(scope, was) && !Holds(scope, would)) continue;
                if (!clocks.TryGetValue(round.Clock, out var counts)) clocks[round.Clock] = counts = (new long[3], new long[3]);
                counts.Before[Place(scope, was)]++;
                counts.After[Place(scope, would)]++;
                if (Place(scope, was) == Place(scope, would)) continue;
                flips++;
                flipped[(ticket, round.Clock, round.Round)] = new(
                    ticket, number, round.Clock, round.Round, was.Word, would.Word, was.OutcomeAt, would.OutcomeAt, was.Elapsed, would.Elapsed, was.Target, would.Target);
                order.Add((ticket, round.Clock, round.Round));
                if (order.Count <= mostFlips) continue;
                flipped.Remove(order.Max);
                order.Remove(order.Max);
            }
        }
    }

    public WhatIfAnswer Answer(AskWhatIf ask, string position, Instant at) => new(
        ask.From, ask.To, position, at, tickets, [.. clocks.Select(one => Row(one.Key, one.Value.Before, one.Value.After))], flips, [.. order.Select(one => flipped[one])], flips > flipped.Count, differs);

    private static WhatIfRow Row(string clock, long[] before, long[] after)
    {
        var (was, would) = (Figures(before), Figures(after));
        return new WhatIfRow(clock, was, would, new WhatIfFigures(would.Met - was.Met, would.Breached - was.Breached, would.Open - was.Open, would.Attainment - was.Attainment));
    }

    private static WhatIfFigures Figures(long[] counts) => new(counts[0], counts[1], counts[2], Share.Of(counts[0], counts[0] + counts[1]));

    private static bool Holds(ReportScope scope, Rejudged one) => one.OutcomeAt is { } outcome && scope.Holds(outcome);

    private static int Place(ReportScope scope, Rejudged one) => !Holds(scope, one) ? 2 : one.Breached == true ? 1 : 0;
}
