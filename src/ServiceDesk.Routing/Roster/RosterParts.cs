using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>What was changed, the roster's version, and the event to wait for with <c>?position=</c>.</summary>
internal sealed record RosterAnswer(string? Id, int Version, string Position);

/// <summary>The roster and the assignment rules as a part of the service.</summary>
internal static class RosterParts
{
    /// <summary>To somebody who is bound to one organisation.</summary>
    public static Problem Spans { get; } = Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The roster spans all organisations; yours is one.");

    public static void AddRoster(this IServiceCollection services)
    {
        services.AddSingleton<AssignmentRules>();
        services.AddHostedService(provider => provider.GetRequiredService<AssignmentRules>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        DefineSkill.Map(routes);
        DescribeAgent.Map(routes);
        PlanAbsence.Map(routes);
        ImportRoster.Map(routes);
        GetRoster.Map(routes);
        DefineAssignmentRules.Map(routes);
        GetAssignmentRules.Map(routes);
    }

    public static IResult Answer(Outcome<Roster> outcome, Journal journal, HttpResponse response, string? id)
    {
        response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
        return TypedResults.Ok(new RosterAnswer(id, outcome.Version, new LogPosition(journal.Log, outcome.Position).ToString()));
    }
}
