using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Routing;

/// <summary>A candidate of a decision.</summary>
internal sealed record CandidateView(string Agent, string AgentName, int Load, Instant? LastAssignedAt, bool Chosen);

/// <summary>A decision with everything it used.</summary>
internal sealed record DecisionView(
    Instant At, string Category, string CategoryReason, Impact Impact, Urgency Urgency, Importance Importance, Priority Priority, string MatrixVersion,
    string? Team, int TeamsVersion, string? Agent, string AgentReason, IReadOnlyList<CandidateView> Candidates);

/// <summary>How a ticket was routed.</summary>
internal sealed record RoutingView(Guid Id, string Category, Priority Priority, string? Team, string? Agent, string? AgentName, IReadOnlyList<DecisionView> Decisions, string Position)
    : ITicketView
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
    public bool IsConfidential => false;
}

internal static class GetRouting
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}/routing",
        async (Guid id, Actor actor, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Ticket>(Streams.Ticket(id), cancel);
            if (loaded.State.Routed is not { } routed || !actor.MaySee(routed.Organization, routed.Requester)) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            var candidates = routed.Candidates.Select(one => new CandidateView(one.Agent, directory.NameOf(one.Agent), one.Load, one.LastAssignedAt, one.Agent == routed.Agent));
            var decision = new DecisionView(
                routed.At, routed.Category, routed.CategoryReason, routed.Impact, routed.Urgency, routed.Importance, routed.Priority, routed.MatrixVersion,
                routed.Team, routed.TeamsVersion, routed.Agent, routed.AssignmentReason, [.. candidates]);
            return (IResult)TypedResults.Ok(new RoutingView(
                id, routed.Category, routed.Priority, routed.Team, routed.Agent, routed.Agent is null ? null : directory.NameOf(routed.Agent), [decision],
                new LogPosition(journal.Log, loaded.Position).ToString())
            {
                Grades = loaded.State.Grading.Grades,
                Classifications = loaded.State.Classification.Changes,
                Classification = routed.Classification,
                Vip = routed.Vip,
                MajorIncidentSuspected = loaded.State.Grading.Suspected,
            });
        })
        .For(Roles.System, Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).RecordsReads().Produces<RoutingView>().WithSummary("How the ticket was routed, and why.");
}
