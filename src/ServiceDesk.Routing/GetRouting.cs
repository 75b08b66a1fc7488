using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Routing;

/// <summary>A candidate of a decision: with a score, or with the reason for exclusion.</summary>
internal sealed record CandidateView(
    string Agent, string AgentName, int Load, int? Capacity, int? Cap, Instant? LastAssignedAt, int? Level, int Affinity, Instant? AvailableFrom, string? Excluded, string? Detail,
    int? Score, bool Chosen);

/// <summary>A decision with everything it used.</summary>
internal sealed record DecisionView(
    string Event, Instant At, string Category, string CategoryReason, Impact Impact, Urgency Urgency, Importance Importance, Priority Priority, string MatrixVersion,
    string? Team, int TeamsVersion, string? Agent, string? AgentName, string AgentReason, IReadOnlyList<CandidateView> Candidates)
{
    /// <summary>Why it moved; null for the first routing.</summary>
    public AssignmentCause? Cause { get; init; }

    /// <summary>Who moved it; null = the desk itself.</summary>
    public string? By { get; init; }

    public string? ByName { get; init; }

    public string? Note { get; init; }

    public string? TeamBefore { get; init; }

    public string? AgentBefore { get; init; }

    public string? AgentBeforeName { get; init; }

    public AssignmentBasis? Basis { get; init; }

    public static DecisionView Of(RoutingStep step, Func<string, string> nameOf)
    {
        var (routed, assigned) = (step.After.Routed!, step.Body as TicketAssigned);
        var candidates = assigned?.Candidates ?? routed.Candidates;
        return new DecisionView(
            step.Event.ToString(), assigned?.At ?? routed.At, routed.Category, routed.CategoryReason, routed.Impact, routed.Urgency, routed.Importance, routed.Priority,
            routed.MatrixVersion, routed.Team, step.Basis?.TeamsVersion ?? routed.TeamsVersion, routed.Agent, NameOf(routed.Agent), routed.AssignmentReason,
            [.. candidates.Select(one => Of(one, routed.Agent, nameOf))])
        {
            Cause = assigned?.Cause,
            By = assigned?.By,
            ByName = NameOf(assigned?.By),
            Note = assigned?.Note,
            TeamBefore = assigned?.TeamBefore,
            AgentBefore = assigned?.AgentBefore,
            AgentBeforeName = NameOf(assigned?.AgentBefore),
            Basis = step.Basis,
        };

        string? NameOf(string? agent) => agent is null ? null : nameOf(agent);
    }

    private static CandidateView Of(Candidate one, string? chosen, Func<string, string> nameOf) => new(
        one.Agent, nameOf(one.Agent), one.Load, one.Capacity, one.Cap, one.LastAssignedAt, one.Level, one.Affinity, one.AvailableFrom, one.Excluded, one.Detail, one.Score,
        one.Agent == chosen);
}

/// <summary>How a ticket was routed.</summary>
internal sealed record RoutingView(
    Guid Id, string Category, Priority Priority, string? Team, string? Agent, string? AgentName, bool Waits, int Hops, IReadOnlyList<DecisionView> Decisions, string Position,
    Instant At) : ITicketView
{
    /// <summary>How it was graded later, in order.</summary>
    public IReadOnlyList<TicketGraded> Grades { get; init; } = [];

    /// <summary>How it was classified later, in order.</summary>
    public IReadOnlyList<TicketClassified> Classifications { get; init; } = [];

    /// <summary>What rules and closed tickets said of the category when it was routed.</summary>
    public ClassificationBasis? Classification { get; init; }

    /// <summary>Why the priority was raised above the matrix when it was routed.</summary>
    public string? Vip { get; init; }

    /// <summary>By which rule it may be a major incident; null = none said so.</summary>
    public MajorIncidentSuspected? MajorIncidentSuspected { get; init; }

    [JsonIgnore]
    public bool IsConfidential { get; init; }
}

internal static class GetRouting
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}/routing",
        async (Guid id, [AsParameters] AsOfQuery past, Actor actor, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var asOf = await past.Read(journal, cancel);
            var all = await journal.ReadStreams([Streams.Ticket(id)], cancel);
            var now = Fold(all);
            if (!now.IsVisibleTo(actor)) return Problem.NotFound;
            var events = asOf.Cut(all);
            var ticket = Fold(events);
            if (ticket.Routed is not { } routed) return AsOf.BeforeTheBeginning;
            var newest = events.Newest();
            if (asOf.IsLive) response.Headers.ETag = OutcomeHttp.ETag(newest.Version);
            return (IResult)TypedResults.Ok(new RoutingView(
                id, routed.Category, routed.Priority, routed.Team, routed.Agent, routed.Agent is null ? null : directory.NameOf(routed.Agent), ticket.Waits,
                ticket.Assignment.Hops, [.. RoutingHistory.Steps(events).Select(step => DecisionView.Of(step, directory.NameOf))], newest.Id.ToString(), newest.At)
            {
                IsConfidential = now.IsConfidential,
                Grades = ticket.Grading.Grades,
                Classifications = ticket.Classification.Changes,
                Classification = routed.Classification,
                Vip = routed.Vip,
                MajorIncidentSuspected = ticket.Grading.Suspected,
            });
        })
        .For(Roles.System, Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).RecordsReads().Produces<RoutingView>().WithSummary("How the ticket is routed, or was as of an instant, and why.");

    private static Ticket Fold(IEnumerable<RecordedEvent> events) =>
        events.Select(e => e.Body).OfType<object>().Aggregate(Ticket.Initial, (ticket, body) => ticket.Evolve(body));
}
