using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>What the decisions of a diagnosis remember of a ticket.</summary>
internal sealed record DiagnosisState
{
    public static DiagnosisState Initial { get; } = new();

    /// <summary>Who took the work up; null when nobody did, or when it was given to somebody else, or back to the queue, since.</summary>
    public string? AcceptedBy { get; init; }

    /// <summary>Whose the ticket is; null = nobody's.</summary>
    private string? Agent { get; init; }

    /// <summary>How many steps were recorded.</summary>
    public int Steps { get; init; }

    public DiagnosisCompleted? Completed { get; init; }

    /// <summary>What the work waits for, as long as it does.</summary>
    public WorkPaused? Pause { get; init; }

    /// <summary>What comes next; null when nothing is planned.</summary>
    public NextStepPlanned? Planned { get; init; }

    /// <summary>The last tick of each item; see <see cref="Item"/>.</summary>
    public ImmutableSortedDictionary<string, PlaybookItemTicked> Ticked { get; init; } = ImmutableSortedDictionary.Create<string, PlaybookItemTicked>(StringComparer.Ordinal);

    /// <summary>The last consent to remote help; null when none was given, or it was withdrawn.</summary>
    public RemoteConsentGiven? Consent { get; init; }

    /// <summary>How many consents were given.</summary>
    public int Consents { get; init; }

    /// <summary>The remote session that is going on.</summary>
    public RemoteSessionStarted? Session { get; init; }

    /// <summary>How many sessions were started.</summary>
    public int Sessions { get; init; }

    /// <summary>Whether somebody allows remote help at an instant.</summary>
    public bool AllowsRemoteHelp(Instant at) => Consent is { } consent && consent.At <= at && at < consent.Until;

    /// <summary>How an item of a category's playbook is known: the same code may stand in several.</summary>
    public static string Item(string category, string code) => $"{category}/{code}";

    public DiagnosisState Evolve(object @event) => @event switch
    {
        WorkAccepted accepted => this with { AcceptedBy = accepted.By },
        CaseAssigned assigned => this with { Agent = assigned.Agent, AcceptedBy = assigned.Agent == Agent || assigned.Agent == AcceptedBy ? AcceptedBy : null },
        DiagnosisStepRecorded step => this with { Steps = step.Step },
        DiagnosisCompleted completed => this with { Completed = completed },
        WorkPaused paused => this with { Pause = paused },
        WorkResumed => this with { Pause = null },
        NextStepPlanned planned => this with { Planned = planned },
        ProgressReported => this with { Planned = null }, // it tells another next step
        TicketResolved or TicketClosed or SolutionRejected or CaseReopened => this with { Pause = null, Planned = null },
        PlaybookItemTicked tick => this with { Ticked = Ticked.SetItem(Item(tick.Category, tick.Item), tick) },
        RemoteConsentGiven given => this with { Consent = given, Consents = given.Consent },
        RemoteConsentWithdrawn => this with { Consent = null },
        RemoteSessionStarted started => this with { Session = started, Sessions = started.Session },
        RemoteSessionEnded => this with { Session = null },
        _ => this,
    };
}
