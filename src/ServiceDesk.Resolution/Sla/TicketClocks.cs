using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>Something that moves a ticket's clocks. Reason = for whom it waits, of a pause; promise = what is promised from then on, of a promise.</summary>
internal sealed record TicketFact(FactKind Kind, Instant At, PauseReason? Reason, Promise? Promise);

/// <summary>
/// All that a ticket's clocks are read from, in the order in which it was recorded: what happened and what was promised, and what policies are chosen by.
/// Two are equal when their clocks say the same for ever.
/// </summary>
internal sealed record TicketClocks(PromiseFacts Facts, ImmutableList<TicketFact> History, NextUpdate Update)
{
    public static TicketClocks Initial { get; } = new(
        new PromiseFacts("", null, TicketKind.Incident, Instant.MinValue), [], new NextUpdate(Instant.MinValue, Duration.Zero, null));

    /// <summary>What is promised now; null before there is a case.</summary>
    public Promise? Promise => History.FindLast(one => one.Promise is not null)?.Promise;

    /// <summary>Whether anything will be judged any more by time alone.</summary>
    public bool IsOpen => History.FindLast(one => one.Kind is FactKind.Opened or FactKind.Resolved or FactKind.Closed or FactKind.Reopened or FactKind.Ended)
        is { Kind: FactKind.Opened or FactKind.Reopened };

    public TicketClocks Evolve(object @event) => @event switch
    {
        CaseOpened opened => new TicketClocks(
            new PromiseFacts(opened.Organization, opened.AffectedSystem, opened.Kind, opened.At),
            [new TicketFact(FactKind.Promised, opened.At, null, opened.Promise), new TicketFact(FactKind.Opened, opened.At, null, null)],
            new NextUpdate(opened.At, SlaPolicy.UpdateEvery(opened.Promise), null)),
        CaseAssigned assigned => Promised(assigned.Promise, assigned.At),
        PromiseChanged changed => Promised(changed.Promise, changed.At),
        CaseCorrected corrected => this with { Facts = Corrected(corrected.Values) },
        ResponseGiven given => Told(given.At, null),
        ProgressReported progress => Told(progress.At, progress.NextUpdateAt),
        DiagnosisRecorded diagnosis => With(FactKind.Diagnosed, diagnosis.At),
        DiagnosisCompleted diagnosis => With(FactKind.Diagnosed, diagnosis.At),
        // Who is asked something has heard from the desk, though it is not always known with which words.
        WorkPaused { Question: not null } paused => Told(paused.At, null).Waits(paused),
        WorkPaused { Reason: PauseReason.Requester } paused => With(FactKind.Responded, paused.At).Waits(paused),
        WorkPaused paused => Waits(paused),
        WorkResumed resumed => With(FactKind.Resumed, resumed.At),
        TicketResolved resolved => With(FactKind.Resolved, resolved.At) with { Update = Update.After(resolved.At, null) },
        SolutionRejected rejected => With(FactKind.Reopened, rejected.At) with { Update = Update.After(rejected.At, null) },
        CaseReopened reopened => With(FactKind.Reopened, reopened.At) with { Update = Update.After(reopened.At, null) },
        TicketClosed closed => With(FactKind.Closed, closed.At),
        CaseEnded ended => With(FactKind.Ended, ended.At),
        CaseResumed => this with { History = History.RemoveAll(one => one.Kind == FactKind.Ended) }, // as though it had never ended
        _ => this,
    };

    /// <summary>The same in the words of the calendar.</summary>
    public ClockHistory ToHistory() => ClockHistory.Of(History.Select(fact => fact.Promise is { } promise
        ? ClockFact.Promised(PromisedClocks.Of(promise), fact.At)
        : new ClockFact(fact.Kind, fact.At, fact.Reason is { } reason ? Hosting.Words.Of(reason) : null, null)));

    public bool Equals(TicketClocks? other) => other is not null && Facts == other.Facts && Update == other.Update && History.SequenceEqual(other.History);

    public override int GetHashCode() => HashCode.Combine(Facts, Update, History.Count);

    private TicketClocks Promised(Promise promise, Instant at) => promise == Promise ? this : this with
    {
        History = History.Add(new TicketFact(FactKind.Promised, at, null, promise)),
        Update = Update with { Every = SlaPolicy.UpdateEvery(promise) },
    };

    private TicketClocks Told(Instant at, Instant? next) => With(FactKind.RequesterTold, at) with { Update = Update.After(at, next) };

    private TicketClocks Waits(WorkPaused paused) => this with { History = History.Add(new TicketFact(FactKind.Paused, paused.At, paused.Reason, null)) };

    private TicketClocks With(FactKind kind, Instant at) => this with { History = History.Add(new TicketFact(kind, at, null, null)) };

    private PromiseFacts Corrected(IReadOnlyDictionary<string, string> values) => Facts with
    {
        Kind = Hosting.Words.Find<TicketKind>(values.GetValueOrDefault("kind")) ?? Facts.Kind,
        AffectedSystem = values.GetValueOrDefault("affectedSystem") ?? Facts.AffectedSystem,
    };
}
