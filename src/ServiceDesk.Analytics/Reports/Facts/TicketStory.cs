using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>A stretch of a ticket's time.</summary>
internal readonly record struct StageSpan(Stage Stage, Instant From, Instant To);

/// <summary>Makes figures of a story. Pure: the same facts make the same figures anywhere and at any time.</summary>
internal sealed class TicketStory
{
    private readonly Guid ticket;
    private readonly List<StoryFact> inOrder;
    private readonly List<StageSpan> spans = [];
    private readonly Stage goingOn;
    private readonly bool isImported;
    private readonly Dictionary<(ClockName, int), (StoryVerdict Verdict, string? Agent)> verdicts = [];
    private readonly List<(ClockName Clock, int Round)> clocks = [];
    private TicketFigures figures;
    private string policy = "";
    private (string? Team, string? Agent) last;

    private TicketStory(Guid ticket, IReadOnlyList<StoryFact> facts, StoryFact submitted)
    {
        (this.ticket, isImported) = (ticket, facts.Any(one => one.Kind == StoryKind.ImportedStep));
        inOrder = [.. facts.OrderBy(one => one.At).ThenBy(one => one.Position)];
        figures = new TicketFigures(
            ticket, submitted.Number!, submitted.Organization!, submitted.Requester!, Words.Of(submitted.TicketKind!.Value), submitted.Channel!, submitted.Service, submitted.At)
        {
            Category = submitted.Category,
            First = submitted.Position,
        };
        goingOn = Walk(inOrder, spans);
        foreach (var fact in facts) Take(fact);
    }

    /// <summary>The figures of a ticket; null while its submission is not known.</summary>
    public static (TicketFigures Ticket, IReadOnlyList<ClockFigures> Clocks)? Tell(Guid ticket, IReadOnlyList<StoryFact> facts)
    {
        if (Of(ticket, facts) is not { } story) return null;
        return (story.Ticket(), story.Clocks());
    }

    /// <summary>The figures of a ticket's clocks alone; none while its submission is not known.</summary>
    public static IReadOnlyList<ClockFigures> ClocksOf(Guid ticket, IReadOnlyList<StoryFact> facts) => Of(ticket, facts)?.Clocks() ?? [];

    /// <summary>Where the time of a ticket went, without a gap, and what goes on since the last of the spans.</summary>
    public static (IReadOnlyList<StageSpan> Spans, Stage GoesOn) Spans(IReadOnlyList<StoryFact> facts)
    {
        var spans = new List<StageSpan>();
        var goesOn = Walk([.. facts.OrderBy(one => one.At).ThenBy(one => one.Position)], spans);
        return (spans, goesOn);
    }

    private static TicketStory? Of(Guid ticket, IReadOnlyList<StoryFact> facts) =>
        facts.FirstOrDefault(one => one.Kind == StoryKind.Submitted) is { } submitted ? new TicketStory(ticket, facts, submitted) : null;

    private void Take(StoryFact fact)
    {
        figures = fact.Kind switch
        {
            StoryKind.Routed => Owned(fact) with { Category = fact.Category, Priority = Words.Of(fact.Priority!.Value) },
            StoryKind.Assigned => Owned(fact) with { Category = fact.Category, Priority = Words.Of(fact.Priority!.Value) },
            StoryKind.Corrected => figures with
            {
                Kind = fact.TicketKind is { } kind ? Words.Of(kind) : figures.Kind,
                Service = fact.Service ?? figures.Service,
            },
            StoryKind.Responded or StoryKind.Told => figures with { RespondedAt = figures.RespondedAt ?? fact.At },
            StoryKind.Paused when fact.Waits == PauseReason.Requester || fact.Yes == true => figures with { RespondedAt = figures.RespondedAt ?? fact.At },
            StoryKind.Diagnosed => figures with { DiagnosedAt = figures.DiagnosedAt ?? fact.At },
            StoryKind.Resolved => figures with
            {
                ResolvedAt = fact.At,
                FirstResolvedAt = figures.FirstResolvedAt ?? fact.At,
                RespondedAt = figures.RespondedAt ?? fact.At,
                Worked = null,
            },
            StoryKind.Rejected or StoryKind.Reopened => figures with { ResolvedAt = null, ClosedAt = null, Reopens = figures.Reopens + 1, ReopenedAt = fact.At, Worked = null },
            StoryKind.Closed => figures with { ClosedAt = fact.At, Surveyed = fact.SurveyUntil is not null, RespondedAt = figures.RespondedAt ?? fact.At },
            StoryKind.Ended => figures with { Ended = Words.Of(fact.End!.Value), EndedAt = fact.At },
            StoryKind.Restored => figures with { Ended = null, EndedAt = null },
            StoryKind.Surveyed => figures with { Score = fact.Score, ScoredAt = fact.At },
            StoryKind.ArticleUsed => figures with { ArticleUsed = true, ArticleHelped = figures.ArticleHelped || fact.Yes == true },
            StoryKind.Escalated => figures with { Escalations = figures.Escalations + 1 },
            StoryKind.HandedOn => figures with { HandedOn = figures.HandedOn + 1 },
            StoryKind.Judged => Judged(fact.Verdict!),
            _ => figures,
        };
        if (fact.Kind == StoryKind.ImportedStep) Moved(fact);
        if (fact.Clocks is null) return;
        policy = fact.Policy!;
        figures = figures with { Priority = figures.Priority ?? Words.Of(fact.Priority!.Value) };
        foreach (var clock in fact.Clocks) Known((clock, 1));
    }

    private TicketFigures Owned(StoryFact fact)
    {
        if (fact.Kind == StoryKind.Assigned) Moved(fact);
        return figures with { Team = fact.Team, Agent = fact.Agent, OwnedAt = figures.OwnedAt ?? (fact.Agent is null ? null : fact.At) };
    }

    /// <summary>Counts moves between teams and between agents. Of an imported ticket every row of the other system's log counts; what Resolution made of them is the same again.</summary>
    private void Moved(StoryFact fact)
    {
        if (fact.Kind == StoryKind.Assigned && isImported) return;
        var hop = fact.Team is not null && last.Team is not null && fact.Team != last.Team;
        var handover = fact.Agent is not null && last.Agent is not null && fact.Agent != last.Agent;
        last = (fact.Team ?? last.Team, fact.Agent ?? last.Agent);
        figures = figures with { Hops = figures.Hops + (hop ? 1 : 0), Handovers = figures.Handovers + (handover ? 1 : 0) };
    }

    private TicketFigures Judged(StoryVerdict one)
    {
        var round = (one.Clock, one.Round);
        Known(round);
        var same = verdicts.TryGetValue(round, out var before) && (before.Verdict.State, OutcomeOf(before.Verdict)) == (one.State, OutcomeOf(one));
        // A judgement that leaves the outcome as it was leaves it where it was reported.
        verdicts[round] = same
            ? (one with { Policy = before.Verdict.Policy, Priority = before.Verdict.Priority, Team = before.Verdict.Team }, before.Agent)
            : (one, figures.Agent);
        return one switch
        {
            { Clock: ClockName.Resolution, Stopped: not null, State: not ClockOutcome.Void } => figures with { Worked = one.Elapsed },
            { Clock: ClockName.Response, Stopped: not null, State: not ClockOutcome.Void } => figures with { Answered = one.Elapsed },
            _ => figures,
        };
    }

    private void Known((ClockName, int) round)
    {
        if (!clocks.Contains(round)) clocks.Add(round);
    }

    private static Instant? OutcomeOf(StoryVerdict one) => one.State switch { ClockOutcome.Met => one.Stopped, ClockOutcome.Breached => one.BreachedAt, _ => null };

    private TicketFigures Ticket()
    {
        var times = new Duration[Enum.GetValues<Stage>().Length];
        foreach (var span in spans) times[(int)span.Stage] += span.To - span.From;
        return figures with { Stages = times, Trace = Traces.Of(inOrder) };
    }

    private List<ClockFigures> Clocks()
    {
        var rows = new List<ClockFigures>(clocks.Count);
        foreach (var (clock, round) in clocks)
        {
            verdicts.TryGetValue((clock, round), out var judged);
            var verdict = judged.Verdict;
            var outcome = verdict is null ? null : OutcomeOf(verdict);
            var breached = outcome is null ? (bool?)null : verdict!.State == ClockOutcome.Breached;
            var row = outcome is null
                ? new ClockFigures(ticket, Words.Of(clock), round, figures.Organization, policy, figures.Priority!, figures.Team, figures.Agent, verdict?.Started ?? figures.OpenedAt)
                : new ClockFigures(ticket, Words.Of(clock), round, figures.Organization, verdict!.Policy, Words.Of(verdict.Priority), verdict.Team, judged.Agent, verdict.Started);
            rows.Add(row with
            {
                Category = figures.Category,
                Service = figures.Service,
                Channel = figures.Channel,
                Kind = figures.Kind,
                Breached = breached,
                OutcomeAt = outcome,
                Elapsed = outcome is not null && verdict!.Stopped is not null ? verdict.Elapsed : null,
                VoidAt = figures.EndedAt,
                Cause = breached == true ? CauseOf(row.StartedAt, outcome!.Value) : null,
            });
        }
        return rows;
    }

    /// <summary>Where most of the time went between two instants; of equals the first in the order of the stages.</summary>
    private string CauseOf(Instant from, Instant to)
    {
        var times = new Duration[Enum.GetValues<Stage>().Length];
        foreach (var span in spans)
        {
            var (begin, end) = (Instant.Max(span.From, from), Instant.Min(span.To, to));
            if (begin < end) times[(int)span.Stage] += end - begin;
        }
        // What is going on since the last fact goes on until the breach.
        var since = Instant.Max(spans.Count == 0 ? figures.OpenedAt : spans[^1].To, from);
        if (since < to) times[(int)goingOn] += to - since;
        return Words.Of((Stage)Array.IndexOf(times, times.Max()));
    }

    /// <summary>Walks through what happened in the order in which it happened; returns the stage that goes on, and adds those that are over.</summary>
    private static Stage Walk(List<StoryFact> inOrder, List<StageSpan> spans)
    {
        var (stage, since, owned, touched, over) = (Stage.Unassigned, (Instant?)null, false, false, false);
        foreach (var fact in inOrder)
        {
            since ??= fact.At;
            var next = stage;
            switch (fact.Kind)
            {
                case StoryKind.Routed or StoryKind.Assigned or StoryKind.ImportedStep:
                    owned = fact.Agent is not null;
                    if (stage is Stage.Unassigned or Stage.Untouched) next = owned ? Stage.Untouched : Stage.Unassigned;
                    break;
                case StoryKind.TakenUp or StoryKind.Responded or StoryKind.Told or StoryKind.Diagnosed or StoryKind.Chosen or StoryKind.Implemented or StoryKind.Verified:
                    touched = true;
                    if (stage is Stage.Unassigned or Stage.Untouched) next = Stage.Working;
                    break;
                case StoryKind.Paused:
                    touched = true;
                    next = fact.Waits switch
                    {
                        PauseReason.Requester => Stage.WaitingRequester,
                        PauseReason.Vendor => Stage.WaitingVendor,
                        PauseReason.Approval => Stage.WaitingApproval,
                        _ => Stage.WaitingOther,
                    };
                    break;
                case StoryKind.Resumed:
                    touched = true;
                    next = Stage.Working;
                    break;
                case StoryKind.Resolved:
                    next = Stage.Confirming;
                    break;
                case StoryKind.Rejected or StoryKind.Reopened:
                    if (over) (since, over) = (fact.At, false); // what is closed takes no time
                    next = touched || owned ? Stage.Working : Stage.Unassigned;
                    break;
                case StoryKind.Closed or StoryKind.Ended:
                    if (!over) spans.Add(new StageSpan(stage, since.Value, fact.At));
                    (over, since) = (true, fact.At);
                    continue;
                case StoryKind.Restored:
                    (over, since) = (false, fact.At);
                    break;
            }
            if (next == stage || over) continue;
            if (fact.At > since.Value) spans.Add(new StageSpan(stage, since.Value, fact.At));
            (stage, since) = (next, fact.At);
        }
        return stage;
    }
}
