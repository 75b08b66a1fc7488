using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Routing.Grading;
using ServiceDesk.Routing.MajorIncidents;
using ServiceDesk.Routing.Subtasks;

namespace ServiceDesk.Routing;

/// <summary>The agent's work on the ticket is over for now; it no longer counts as load.</summary>
[StoredName("routing.work-ended.v1")]
internal sealed record WorkEnded(Instant At);

/// <summary>The work on the ticket goes on; it counts as load again.</summary>
[StoredName("routing.work-resumed.v1")]
internal sealed record WorkResumed(Instant At);

/// <summary>The history of an imported ticket tells what it was and whose from then on, in the other system's words; nobody here got it, so nobody's load changes.</summary>
[StoredName("routing.assignment-imported.v1")]
internal sealed record AssignmentImported(string Category, Priority Priority, string? Team, string? Agent, Instant At);

/// <summary>What the decision rests on was corrected; null = not that. A decision made before it stands until the ticket is graded again.</summary>
[StoredName("routing.facts-corrected.v1")]
internal sealed record FactsCorrected(string? Category, Impact? Impact, Urgency? Urgency, Importance? Importance, Instant At)
{
    /// <summary>The affected system as corrected; null = not that.</summary>
    public string? AffectedSystem { get; init; }

    /// <summary>The top of the catalogue's tree above the corrected category, where that is another.</summary>
    public string? BaseCategory { get; init; }

    /// <summary>The part of a correction that matters to routing; null when none does.</summary>
    public static FactsCorrected? Of(TicketCorrected corrected)
    {
        var facts = new FactsCorrected(
            corrected.Values.GetValueOrDefault("category"), Words.Find<Impact>(corrected.Values.GetValueOrDefault("impact")),
            Words.Find<Urgency>(corrected.Values.GetValueOrDefault("urgency")), corrected.Importance, corrected.At)
        { AffectedSystem = corrected.Values.GetValueOrDefault("affectedSystem"), BaseCategory = corrected.BaseCategory };
        return facts is { Category: null, Impact: null, Urgency: null, Importance: null, AffectedSystem: null } ? null : facts;
    }

    /// <summary>This one after an earlier one.</summary>
    public FactsCorrected After(FactsCorrected? earlier) => new(
        Category ?? earlier?.Category, Impact ?? earlier?.Impact, Urgency ?? earlier?.Urgency, Importance ?? earlier?.Importance, At)
    { AffectedSystem = AffectedSystem ?? earlier?.AffectedSystem, BaseCategory = Category is null ? earlier?.BaseCategory : BaseCategory };
}

/// <summary>A ticket as Routing knows it: the decision, whether it counts as load, and what was corrected of its facts.</summary>
internal sealed record Ticket(TicketRouted? Routed, bool Counts, FactsCorrected? Corrected) : ITicketState<Ticket>
{
    public static Ticket Initial { get; } = new(null, false, null);

    /// <summary>How it was graded after its first routing.</summary>
    public GradingState Grading { get; init; } = GradingState.Initial;

    /// <summary>How it was classified after its first routing.</summary>
    public ClassificationState Classification { get; init; } = ClassificationState.Initial;

    /// <summary>Nobody does anything with it here before it was routed.</summary>
    public Instant OpenedAt => Routed?.At ?? Instant.MinValue;

    public bool IsVisibleTo(Actor actor) => Routed is not null && actor.MaySee(Routed.Organization, Routed.Requester);

    /// <summary>From when on the imported owners hold; null when there are none.</summary>
    public Instant? ImportedAt { get; init; }

    /// <summary>What became of its assignment after the first routing.</summary>
    public AssignmentState Assignment { get; init; } = AssignmentState.Initial;

    /// <summary>The parts of the work that other teams have.</summary>
    public SubtaskState Subtasks { get; init; } = SubtaskState.Initial;

    /// <summary>The ticket that leads the major incident to which this one belongs; null = none.</summary>
    public Guid? MajorIncident { get; init; }

    /// <summary>Whether an agent of the desk has it, so that its going on counts as load.</summary>
    public bool IsAssignedHere => Routed is { Agent: not null, AssignmentReason: not RouteTicket.Imported };

    /// <summary>Whether it is the desk's to assign, and its work goes on.</summary>
    public bool IsOpenHere => Routed is { AssignmentReason: not RouteTicket.Imported } && !Assignment.HasEnded;

    /// <summary>Whether it waits for an agent, or for a team.</summary>
    public bool Waits => IsOpenHere && Routed!.Agent is null;

    public Ticket Evolve(object @event) => Move(@event) with
    {
        Assignment = Assignment.Evolve(@event),
        Subtasks = Subtasks.Evolve(@event),
        Grading = Grading.Evolve(@event),
        Classification = Classification.Evolve(@event),
    };

    private Ticket Move(object @event) => @event switch
    {
        TicketRouted routed => this with { Routed = routed, Counts = routed is { Agent: not null, AssignmentReason: not RouteTicket.Imported } },
        AssignmentImported imported when Routed is not null => this with
        {
            ImportedAt = imported.At,
            Routed = Routed with { Category = imported.Category, Priority = imported.Priority, Team = imported.Team, Agent = imported.Agent },
        },
        TicketAssigned assigned when Routed is not null => this with
        {
            Routed = Routed with { Team = assigned.Team, Agent = assigned.Agent, AssignmentReason = assigned.Reason },
            Counts = assigned.Agent is not null && !Assignment.HasEnded,
        },
        MajorIncidentJoined joined => this with { MajorIncident = joined.Parent },
        MajorIncidentLeft left when MajorIncident == left.Parent => this with { MajorIncident = null },
        TicketClassified classified when Routed is not null => this with { Routed = Routed with { Category = classified.Category } },
        TicketGraded graded when Routed is not null => this with
        {
            Routed = Routed with
            {
                Impact = graded.Impact,
                Urgency = graded.Urgency,
                Importance = graded.Importance,
                Priority = graded.Priority,
                MatrixVersion = graded.MatrixVersion,
            },
        },
        WorkEnded => this with { Counts = false },
        WorkResumed => this with { Counts = Routed?.Agent is not null },
        FactsCorrected corrected => this with
        {
            Corrected = corrected.After(Corrected),
            Routed = Routed is null ? null : Routed with { AffectedSystem = corrected.AffectedSystem ?? Routed.AffectedSystem },
        },
        _ => this,
    };
}
