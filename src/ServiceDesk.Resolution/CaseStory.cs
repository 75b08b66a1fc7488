using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution.Diagnosis;
using ServiceDesk.Resolution.Solution;

namespace ServiceDesk.Resolution;

/// <summary>What was said and done about a ticket, in order.</summary>
internal sealed class CaseStory(IReadOnlyList<RecordedEvent> events, Func<string, string> nameOf)
{
    public IReadOnlyList<EntryView> Entries => [.. events.Select(Entry).OfType<EntryView>()];

    /// <summary>When the requester first wrote without an answer since; null = every word was answered. An answer given before the word is none.</summary>
    public Instant? RequesterWrote => events.Select(e => e.Body).Aggregate((Instant?)null, (since, body) => body switch
    {
        RequesterWrote wrote => since ?? wrote.At,
        ResponseGiven one => Unanswered(since, one.At),
        ProgressReported one => Unanswered(since, one.At),
        TicketResolved one => Unanswered(since, one.At),
        ContactNoted { Incoming: false } one => Unanswered(since, one.At),
        WorkPaused { Question: not null } one => Unanswered(since, one.At),
        TicketClosed or CaseEnded => null,
        _ => since,
    });

    /// <summary>How the work last ended.</summary>
    public CaseEndView? End => events.Select(e => e.Body).OfType<CaseEnded>()
        .Select(one => new CaseEndView(one.End, one.By, nameOf(one.By), one.Reason, one.Into, one.IntoNumber, one.At)).LastOrDefault();

    /// <summary>A value as it was last corrected; null when it was not.</summary>
    public string? Corrected(string name) => events.Select(e => e.Body).OfType<CaseCorrected>().Select(one => one.Values.GetValueOrDefault(name)).LastOrDefault(text => text is not null);

    public ProgressView Progress(Instant? due)
    {
        var words = events.Select(e => e.Body switch
        {
            ResponseGiven one => (one.At, Text: one.Message),
            ProgressReported one => (one.At, Text: one.Message),
            TicketResolved one => (one.At, Text: one.Solution),
            WorkPaused { Question: { } question } one => (one.At, Text: question),
            _ => ((Instant At, string Text)?)null,
        });
        var last = words.LastOrDefault(word => word is not null);
        return new ProgressView(last?.At, last?.Text, DiagnosisEntries.NextStep(events)?.NextStep, due);
    }

    private EntryView? Entry(RecordedEvent e) => e.Body switch
    {
        ResponseGiven given => ByActor(e, "response", given.Message),
        DiagnosisRecorded diagnosis => ByActor(e, "diagnosis", diagnosis.Findings),
        TicketResolved resolved => ByActor(e, "solution", string.Join("\n\n", ((string?[])[resolved.Solution, resolved.Cause, resolved.Measure, resolved.Precautions]).OfType<string>())),
        SolutionConfirmed confirmed => ByActor(e, "confirmation", confirmed.Comment),
        SolutionRejected rejected => ByActor(e, "rejection", rejected.Reason),
        TicketClosed closed => ByActor(e, "closure", null) with { Outcome = closed.Rule?.Rule },
        CallBackRecorded one => By(one.By, "call-back", one.Note, one.At) with { Outcome = one.Reached ? one.ResultSatisfied == true ? "satisfied" : "not-satisfied" : "not-reached" },
        SurveyAnswered one => By(one.By, "survey", one.Comment, one.At) with { Outcome = $"score-{one.Score}" },
        CaseReopened reopened => ByActor(e, "reopening", reopened.Reason),
        WorkPaused { Question: { } question } => ByActor(e, "question", question),
        WorkPaused paused => ByActor(e, "pause", Hosting.Words.Of(paused.Reason)),
        WorkResumed => ByActor(e, "work", null),
        ProgressReported one => ByActor(e, "progress", one.Message) with { NextStep = one.NextStep, NextUpdateAt = one.NextUpdateAt },
        CaseCorrected one => By(one.By, "correction", one.Reason, one.At) with { Values = one.Values },
        RequesterWrote one => By(one.By, "message", one.Text, one.At) with { FromNumber = one.FromNumber, About = one.Requester },
        ContactNoted one => By(one.By, "contact", one.Transcript, one.At) with { Outcome = one.Outcome, Incoming = one.Incoming, Channel = one.Channel ?? ContactChannel.Phone, About = one.Requester },
        CaseEnded one => By(one.By, "end", one.Reason, one.At) with { Outcome = Hosting.Words.Of(one.End) },
        WorkaroundTold one => By(one.By, "workaround", one.Workaround, one.At) with { About = one.Requester },
        ProblemLinked one => By(one.By, "problem", null, one.At) with { Outcome = one.ProblemNumber },
        CaseResumed one => By(one.By, "resumption", one.Reason, one.At),
        _ => DiagnosisEntries.Of(e.Body, (kind, text) => ByActor(e, kind, text)) ?? SolutionEntries.Of(e.Body, nameOf),
    };

    private static Instant? Unanswered(Instant? since, Instant answered) => since > answered ? since : null;

    private EntryView ByActor(RecordedEvent e, string kind, string? text) => By(e.Meta.Imported is null ? e.Meta.Actor : Elsewhere(e.Body) ?? e.Meta.Actor, kind, text, e.Occurred);

    /// <summary>Who did it in the system that the event was copied from; here a service copied it.</summary>
    private static string? Elsewhere(object? body) => body switch
    {
        ResponseGiven given => given.By,
        DiagnosisRecorded diagnosis => diagnosis.By,
        TicketResolved resolved => resolved.By,
        SolutionConfirmed confirmed => confirmed.By,
        SolutionRejected rejected => rejected.By,
        CaseReopened reopened => reopened.By,
        WorkPaused paused => paused.By,
        WorkResumed resumed => resumed.By,
        TicketClosed closed => closed.By,
        _ => null,
    };

    private EntryView By(string by, string kind, string? text, Instant at) => new(kind, by, nameOf(by), text, at);
}
