using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>Adds the rounds of many tickets up.</summary>
internal sealed class WhatIfTally(int mostFlips)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, (long[] Before, long[] After)> clocks = new(StringComparer.Ordinal);
    private readonly SortedSet<(Guid Ticket, string Clock, int Round)> order = [];
    private readonly Dictionary<(Guid Ticket, string Clock, int Round), WhatIfFlip> flipped = [];
    private readonly SortedDictionary<(Priority Before, Priority After), long> grades = [];
    private long tickets;
    private long flips;
    private long differs;

    public void Add(
        Guid ticket, string number, ReportScope scope, IReadOnlyList<ClockFigures> recorded,
        RejudgedTicket before, RejudgedTicket after)
    {
        lock (gate)
        {
            tickets++;
            if (before.Priority is { } old && after.Priority is { } other && old != other) grades[(old, other)] = grades.GetValueOrDefault((old, other)) + 1;
            foreach (var clock in recorded)
            {
                if (clock.Breached is { } breached && before.Rounds.TryGetValue((clock.Clock, clock.Round), out var again) && (again.Breached, again.OutcomeAt) != (breached, clock.OutcomeAt)) differs++;
            }
            foreach (var round in before.Rounds.Keys.Union(after.Rounds.Keys))
            {
                var (was, would) = (before.Rounds.GetValueOrDefault(round), after.Rounds.GetValueOrDefault(round));
                if (!Holds(scope, was) && !Holds(scope, would)) continue;
                if (!clocks.TryGetValue(round.Clock, out var counts)) clocks[round.Clock] = counts = (new long[3], new long[3]);
                counts.Before[Place(scope, was)]++;
                counts.After[Place(scope, would)]++;
                if (Place(scope, was) == Place(scope, would)) continue;
                flips++;
                flipped[(ticket, round.Clock, round.Round)] = new(
                    ticket, number, round.Clock, round.Round, was.Word, would.Word, was.OutcomeAt, would.OutcomeAt, was.Elapsed, would.Elapsed, was.Target, would.Target)
                {
                    PriorityBefore = WordOf(before.Priority),
                    PriorityAfter = WordOf(after.Priority),
                };
                order.Add((ticket, round.Clock, round.Round));
                if (order.Count <= mostFlips) continue;
                flipped.Remove(order.Max);
                order.Remove(order.Max);
            }
        }
    }

    public WhatIfAnswer Answer(AskWhatIf ask, string position, Instant at) => new(
        ask.From, ask.To, position, at, tickets, [.. clocks.Select(one => Row(one.Key, one.Value.Before, one.Value.After))], flips, [.. order.Select(one => flipped[one])], flips > flipped.Count, differs)
    {
        Regraded = [.. grades.Select(one => new WhatIfGrade(Words.Of(one.Key.Before), Words.Of(one.Key.After), one.Value))],
    };

    private static string? WordOf(Priority? priority) => priority is { } one ? Words.Of(one) : null;

    private static WhatIfRow Row(string clock, long[] before, long[] after)
    {
        var (was, would) = (Figures(before), Figures(after));
        return new WhatIfRow(clock, was, would, new WhatIfFigures(would.Met - was.Met, would.Breached - was.Breached, would.Open - was.Open, would.Attainment - was.Attainment));
    }

    private static WhatIfFigures Figures(long[] counts) => new(counts[0], counts[1], counts[2], Share.Of(counts[0], counts[0] + counts[1]));

    private static bool Holds(ReportScope scope, Rejudged one) => one.OutcomeAt is { } outcome && scope.Holds(outcome);

    private static int Place(ReportScope scope, Rejudged one) => !Holds(scope, one) ? 2 : one.Breached == true ? 1 : 0;
}
