using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

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
                new LogPosition(journal.Log, loaded.Position).ToString()));
        })
        .For(Roles.System, Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).RecordsReads().Produces<RoutingView>().WithSummary("How the ticket was routed, and why.");
}

/// <summary>One cell of the published table.</summary>
internal sealed record CellView(Impact Impact, Urgency Urgency, Importance Importance, Priority Priority);

internal static class GetPriorityMatrix
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/priority-matrix", () => TypedResults.Ok(new
    {
        PriorityMatrix.Version,
        cells = PriorityMatrix.Cells.Select(cell => new CellView((Impact)cell.Impact, (Urgency)cell.Urgency, (Importance)cell.Importance, (Priority)(cell.Priority - 1))),
    })).For([.. Roles.All]).WithSummary("The table impact × urgency × business importance → priority.");
}
