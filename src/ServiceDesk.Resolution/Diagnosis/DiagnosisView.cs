using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>Who took the work up.</summary>
internal sealed record AcceptanceView(string By, string ByName, Instant At);

/// <summary>A step of the diagnosis.</summary>
internal sealed record StepView(
    int Step, DiagnosisPhase Phase, string Check, string Result, string? RulesOut, IReadOnlyList<string> Attachments, string? Measure, string? Tool, string? Output,
    string By, string ByName, Instant At);

/// <summary>The diagnosis as it was last completed.</summary>
internal sealed record CompletedView(string Findings, string? Hypothesis, IReadOnlyList<string> Contacts, string By, string ByName, Instant At);

/// <summary>An item of the ticket's playbook; what came of it is null until somebody ticks it.</summary>
internal sealed record ChecklistItemView(string Code, Bilingual Texts, ItemOutcome? Outcome, string? Result, string? By, string? ByName, Instant? At);

/// <summary>The playbook of the ticket's category, in the version that was in effect when the ticket was opened.</summary>
internal sealed record ChecklistView(string Category, int Version, IReadOnlyList<ChecklistItemView> Items);

/// <summary>What the work waits for.</summary>
internal sealed record WaitView(PauseReason For, string? Question, string? Vendor, string? Reference, Instant? Until, Instant Since);

/// <summary>A consent to remote help.</summary>
internal sealed record ConsentView(int Consent, string? GivenBy, string Scope, string Through, Instant Until, string By, string ByName, Instant At, Instant? WithdrawnAt);

/// <summary>A remote session.</summary>
internal sealed record SessionView(int Session, int Consent, string Tool, string By, string ByName, Instant StartedAt, Instant? EndedAt, string? Summary);

/// <summary>What was found out about a ticket. A requester sees what the work waits for, what comes next, and all about remote help.</summary>
internal sealed record DiagnosisView(
    IReadOnlyList<StepView>? Steps, CompletedView? Completed, ChecklistView? Checklist, AcceptanceView? Accepted, WaitView? Waiting, NextStepView? NextStep,
    IReadOnlyList<ConsentView> RemoteConsents, IReadOnlyList<SessionView> RemoteSessions)
{
    public static DiagnosisView Of(IReadOnlyList<RecordedEvent> events, IReadOnlyList<PlaybooksDefined> playbooks, Func<string, string> nameOf)
    {
        var bodies = events.Select(e => e.Body).OfType<object>().ToList();
        var ticket = bodies.Aggregate(Ticket.Initial, (state, body) => state.Evolve(body));
        var state = ticket.Diagnosis;
        return new DiagnosisView(
            [.. bodies.OfType<DiagnosisStepRecorded>().Select(one => new StepView(
                one.Step, one.Phase, one.Check, one.Result, one.RulesOut, one.Attachments, one.Measure, one.Tool, one.Output, one.By, nameOf(one.By), one.At))],
            state.Completed is { } done ? new CompletedView(done.Findings, done.Hypothesis, done.Contacts, done.By, nameOf(done.By), done.At) : null,
            ItemsOf(playbooks.At(ticket.OpenedAt), ticket, nameOf),
            bodies.OfType<WorkAccepted>().LastOrDefault(one => one.By == state.AcceptedBy) is { } accepted ? new AcceptanceView(accepted.By, nameOf(accepted.By), accepted.At) : null,
            ticket.Status == TicketStatus.Waiting && state.Pause is { } pause
                ? new WaitView(pause.Reason, pause.Question, pause.Vendor, pause.Reference, pause.Until, pause.At)
                : null,
            ticket.IsOpen ? DiagnosisEntries.NextStep(events) : null,
            [.. bodies.OfType<RemoteConsentGiven>().Select(one => new ConsentView(
                one.Consent, one.GivenBy, one.Scope, one.Through, one.Until, one.By, nameOf(one.By), one.At,
                bodies.OfType<RemoteConsentWithdrawn>().FirstOrDefault(withdrawn => withdrawn.Consent == one.Consent)?.At))],
            [.. bodies.OfType<RemoteSessionStarted>().Select(one => Session(one, bodies.OfType<RemoteSessionEnded>().FirstOrDefault(ended => ended.Session == one.Session), nameOf))]);
    }

    public DiagnosisView For(Actor actor) => DiagnosisEntries.MayRead(actor) ? this : this with
    {
        Steps = null,
        Completed = null,
        Checklist = null,
        Accepted = null,
        Waiting = Waiting is null ? null : Waiting with { Vendor = null, Reference = null },
    };

    private static ChecklistView ItemsOf(PlaybooksDefined playbooks, Ticket ticket, Func<string, string> nameOf)
    {
        var playbook = playbooks.For(ticket);
        return new ChecklistView(playbook.Category, playbooks.Version, [.. playbook.Items.Select(item =>
        {
            var tick = ticket.Diagnosis.Ticked.GetValueOrDefault((playbook.Category, item.Code));
            return new ChecklistItemView(item.Code, item.Texts, tick?.Outcome, tick?.Result, tick?.By, tick is null ? null : nameOf(tick.By), tick?.At);
        })]);
    }

    private static SessionView Session(RemoteSessionStarted started, RemoteSessionEnded? ended, Func<string, string> nameOf) =>
        new(started.Session, started.Consent, started.Tool, started.By, nameOf(started.By), started.At, ended?.At, ended?.Summary);
}
