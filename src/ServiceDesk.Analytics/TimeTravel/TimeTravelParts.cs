using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>Queues and backlog at any instant as a part of the service.</summary>
internal static class TimeTravelParts
{
    public static ServiceParts AddTimeTravel(this ServiceParts parts) => parts.Project(new TicketSpansReadModel());

    public static void AddTimeTravel(this IServiceCollection services) => services.AddSingleton<LedgerTime>();

    public static void Map(IEndpointRouteBuilder routes)
    {
        GetQueues.Map(routes);
        GetBacklog.Map(routes);
    }
}
