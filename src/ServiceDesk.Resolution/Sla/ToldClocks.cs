using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Sla;

/// <summary>A warning that was given.</summary>
internal sealed record GivenWarning(int Percent, int Judgement, Instant At);

/// <summary>What was recorded of a round of a clock: how often it was judged, what came of it last, and of what was warned.</summary>
internal sealed record ToldRound(
    ClockName Clock, int Round, int Judgement, ClockOutcome State, Instant? Stopped, Instant? BreachedAt, Duration? Elapsed, ImmutableList<GivenWarning> Warnings)
{
    public static ToldRound Nothing(ClockName clock, int round) => new(clock, round, 0, ClockOutcome.Running, null, null, null, []);

    /// <summary>The round was judged.</summary>
    public ToldRound Judged(int judgement, ClockCertificate certificate) => this with
    {
        Judgement = judgement,
        State = certificate.State,
        Stopped = certificate.Stopped,
        BreachedAt = certificate.BreachedAt,
        Elapsed = certificate.Elapsed,
    };
}

/// <summary>All warnings, breaches and judgements of a ticket: the fold of its stream <c>clocks-{id}</c>, so that none is ever recorded twice.</summary>
internal sealed record ToldClocks(ImmutableList<ToldRound> Rounds) : IState<ToldClocks>
{
    public static ToldClocks Initial { get; } = new([]);

    public ToldRound Of(ClockName clock, int round) => Rounds.Find(one => one.Clock == clock && one.Round == round) ?? ToldRound.Nothing(clock, round);

    public ToldClocks Evolve(object @event) => @event switch
    {
        ClockWarned warned => With(Of(warned.Clock, warned.Round) is var round ? round with { Warnings = round.Warnings.Add(new GivenWarning(warned.Percent, warned.Judgement, warned.At)) } : null!),
        ClockBreached breached => With(Of(breached.Clock, breached.Certificate.Round).Judged(breached.Judgement, breached.Certificate)),
        ClockJudged judged => With(Of(judged.Clock, judged.Certificate.Round).Judged(judged.Judgement, judged.Certificate)),
        ClockRejudged rejudged => With(Of(rejudged.Clock, rejudged.Certificate.Round).Judged(rejudged.Judgement, rejudged.Certificate)),
        _ => this,
    };

    private ToldClocks With(ToldRound round) => new(Rounds.RemoveAll(one => one.Clock == round.Clock && one.Round == round.Round).Add(round));
}
