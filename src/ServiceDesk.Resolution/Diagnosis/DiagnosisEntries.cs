using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>The diagnosis in the story of a ticket.</summary>
internal static class DiagnosisEntries
{
    private static readonly string[] kept = ["diagnosis", "acceptance", "step", "checklist", "note"];

    /// <summary>Whether entries of a kind are the agents' among themselves.</summary>
    public static bool IsInternal(string kind) => kept.Contains(kind);

    /// <summary>Whether somebody reads what the agents found out among themselves.</summary>
    public static bool MayRead(Actor actor) => actor.Is(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin);

    public static EntryView? Of(object? body, Func<string, string?, EntryView> entry) => body switch
    {
        WorkAccepted => entry("acceptance", null),
        DiagnosisStepRecorded step => entry("step", $"{step.Check}\n\n{step.Result}") with { Outcome = step.Measure },
        DiagnosisCompleted diagnosis => entry("diagnosis", diagnosis.Hypothesis is null ? diagnosis.Findings : $"{diagnosis.Findings}\n\n{diagnosis.Hypothesis}"),
        PlaybookItemTicked tick => entry("checklist", tick.Result is null ? tick.Item : $"{tick.Item}\n\n{tick.Result}") with { Outcome = Words.Of(tick.Outcome) },
        NoteAdded note => entry("note", note.Text),
        NextStepPlanned plan => entry("plan", null) with { NextStep = plan.NextStep, NextUpdateAt = plan.Due },
        RemoteConsentGiven given => entry("consent", given.Scope),
        RemoteConsentWithdrawn withdrawn => entry("consent-withdrawn", withdrawn.Reason),
        RemoteSessionStarted started => entry("remote-session", started.Tool),
        RemoteSessionEnded ended => entry("remote-session-ended", ended.Summary),
        _ => null,
    };

    /// <summary>What comes next, as it was last planned or told; null when nothing was since the work last began anew. Due is null when it was not told.</summary>
    public static NextStepView? NextStep(IEnumerable<RecordedEvent> events) => events.Aggregate((NextStepView?)null, (next, e) => e.Body switch
    {
        NextStepPlanned plan => new NextStepView(plan.NextStep, plan.Due, plan.By, plan.At),
        ProgressReported progress => new NextStepView(progress.NextStep, progress.NextUpdateAt, progress.By, progress.At),
        TicketResolved or TicketClosed or SolutionRejected or CaseReopened => null,
        _ => next,
    });
}

/// <summary>What comes next, and when at the latest.</summary>
internal sealed record NextStepView(string NextStep, Instant? Due, string By, Instant At);
