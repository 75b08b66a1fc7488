using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Operations;

/// <summary>What operations are told of, and asked for.</summary>
internal static class OperationsParts
{
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<DrillAge>();
        services.AddHostedService(provider => provider.GetRequiredService<DrillAge>());
        services.AddSingleton(provider => new Reminder("restore-drill", () => provider.GetRequiredService<DrillAge>().Reminder));
    }

    public static void Map(IEndpointRouteBuilder routes) => RecordDrill.Map(routes);
}
