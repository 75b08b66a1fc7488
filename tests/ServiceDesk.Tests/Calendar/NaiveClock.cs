using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>A clock that really ticks: minute after minute, with every fact when its minute comes. All facts and targets are at whole minutes.</summary>
internal sealed class NaiveClock(string clock, IReadOnlyList<ClockFact> facts, IReadOnlyDictionary<CalendarKey, MinuteByMinute> calendars)
{
    private sealed class Round(Instant started, ClockTerms terms)
    {
        public Instant Started { get; } = started;
        public ClockTerms Terms { get; set; } = terms;
        public Instant TargetSince { get; set; } = Instant.MinValue;
        public Instant? Stopped { get; set; }
        public List<Instant> Counted { get; } = [];
        public int Paused { get; set; }
    }

    private readonly List<Round> rounds = [];
    private ClockTerms terms = facts.First(fact => TermsOf(fact, clock) is not null) is var first ? TermsOf(first, clock)! : null!;
    private Instant targetSince = Instant.MinValue;
    private string? waitsFor;

    /// <summary>What every round has come to, as text.</summary>
    public IReadOnlyList<string> Read(Instant asOf)
    {
        var isVoid = facts.Where(fact => fact.At <= asOf && fact.Kind is FactKind.Ended or FactKind.Restored).LastOrDefault() is { Kind: FactKind.Ended };
        var until = isVoid ? facts.SkipWhile((fact, index) => fact.Kind != FactKind.Ended || RestoredLater(index, asOf)).First().At : asOf;
        for (var minute = facts[0].At; minute <= until; minute += MinuteByMinute.Minute)
        {
            foreach (var fact in facts.Where(fact => fact.At == minute)) Happens(fact);
            if (minute < until) Tick(minute);
        }
        return [.. rounds.Select((round, index) => Show(round, index + 1, until, isVoid && index == rounds.Count - 1))];
    }

    public static string Show(ClockStanding one) => Text(one.Round, one.State, one.Started, one.Stopped, one.Elapsed, one.Paused, one.Due, one.BreachedAt, one.BreachesAt,
        one.Warnings.Select(warning => (warning.Percent, warning.At, warning.IsReached)));

    private bool RestoredLater(int index, Instant asOf) => facts.Skip(index).Any(fact => fact.Kind == FactKind.Restored && fact.At <= asOf);

    private void Happens(ClockFact fact)
    {
        var round = rounds.LastOrDefault();
        if (TermsOf(fact, clock) is { } next && next != terms)
        {
            if (next.Target != terms.Target) targetSince = fact.At;
            terms = next;
            if (round is { Stopped: null }) Judge(round, fact.At);
        }
        if (fact.Kind == FactKind.Paused) waitsFor = fact.Reason;
        if (fact.Kind is FactKind.Resumed or FactKind.Resolved or FactKind.Closed or FactKind.Reopened) waitsFor = null;

        var (starts, reopens) = (terms.Rule.Starts.Contains(fact.Kind), fact.Kind == FactKind.Reopened);
        if (round is null ? starts : round.Stopped is not null && (reopens && terms.Rule.Reopening == ReopeningRule.Restart || starts && terms.Rule.Repeats && !Resumes(fact)))
        {
            Begin(fact.At);
        }
        else if (round is { Stopped: not null } && Resumes(fact))
        {
            round.Stopped = null;
            Judge(round, fact.At);
        }
        else if (round is { Stopped: null } && terms.Rule.Stops.Contains(fact.Kind))
        {
            round.Stopped = fact.At;
            if (starts && terms.Rule.Repeats) Begin(fact.At);
        }
    }

    private bool Resumes(ClockFact fact) => fact.Kind == FactKind.Reopened && terms.Rule.Reopening == ReopeningRule.Resume;

    private void Begin(Instant at) => rounds.Add(new Round(at, terms) { TargetSince = targetSince });

    private void Judge(Round round, Instant at)
    {
        if (round.Terms.Target != terms.Target) round.TargetSince = at;
        round.Terms = terms;
    }

    private void Tick(Instant minute)
    {
        if (rounds.LastOrDefault() is not { Stopped: null } round || !calendars[terms.Calendar].IsOpen(minute)) return;
        if (waitsFor is not null && terms.Rule.PausedBy.Contains(waitsFor)) round.Paused++;
        else round.Counted.Add(minute);
    }

    private string Show(Round round, int number, Instant until, bool isVoid)
    {
        var target = Minutes(round.Terms.Target);
        var isBreached = round.Counted.Count > target;
        var state = isVoid ? ClockState.Void : isBreached ? ClockState.Breached : round.Stopped is not null ? ClockState.Met : ClockState.Running;
        var isCounting = round.Stopped is null && !isVoid && !(waitsFor is not null && round.Terms.Rule.PausedBy.Contains(waitsFor));
        var calendar = calendars[round.Terms.Calendar];

        // Minutes that would be counted if it went on from where it stands.
        var counted = round.Counted.ToList();
        for (var minute = round.Stopped ?? until; counted.Count <= target; minute += MinuteByMinute.Minute)
        {
            minute = calendar.NextOpening(minute);
            counted.Add(minute);
        }

        var warnings = round.Terms.Rule.Warnings.Select(percent => (percent, Minutes: target * percent / 100))
            .Where(one => round.Counted.Count >= one.Minutes || isCounting)
            .Select(one => (one.percent, Instant.Max(Used(counted, one.Minutes), round.TargetSince), round.Counted.Count >= one.Minutes));
        return Text(
            number, state, round.Started, round.Stopped, Duration.FromMinutes(round.Counted.Count), Duration.FromMinutes(round.Paused), Used(counted, target),
            isBreached ? Instant.Max(counted[target], round.TargetSince) : null, !isBreached && isCounting ? counted[target] : null, warnings);
    }

    private static string Text(
        int round, ClockState state, Instant started, Instant? stopped, Duration elapsed, Duration paused, Instant due, Instant? breachedAt, Instant? breachesAt,
        IEnumerable<(int Percent, Instant At, bool IsReached)> warnings) =>
        $"{round} {state} started {started} stopped {stopped} elapsed {elapsed} paused {paused} due {due} breached {breachedAt} breaches {breachesAt} {string.Join(' ', warnings)}";

    private static Instant Used(List<Instant> counted, int minutes) => counted[minutes - 1] + MinuteByMinute.Minute;

    private static int Minutes(Duration work) => (int)work.TotalMinutes;

    private static ClockTerms? TermsOf(ClockFact fact, string clock) => fact.Terms?.FirstOrDefault(one => one.Clock == clock);
}
