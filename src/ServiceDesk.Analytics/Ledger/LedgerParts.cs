using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics;

/// <summary>The ledger, its tree and its signed heads as a part of the service.</summary>
internal static class LedgerParts
{
    /// <summary>To somebody who is bound to one organisation.</summary>
    public static Problem Spans { get; } = Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The ledger spans all organisations; yours is one.");

    public static Problem NoHead { get; } = Problem.Of(StatusCodes.Status404NotFound, "no-head", "No head of the ledger was signed yet.");

    public static void AddLedger(this IServiceCollection services)
    {
        services.AddSingleton<TreeReader>();
        services.AddSingleton<TreeHeads>();
        services.AddSingleton<LedgerExport>();
        services.AddHostedService(provider => provider.GetRequiredService<TreeHeads>());
        services.AddSingleton(provider => new Concern("signed-ledger", () => provider.GetRequiredService<TreeHeads>().Differs));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        GetHeads.Map(routes);
        GetProofs.Map(routes);
        ExportLedger.Map(routes);
        GetTicketPack.Map(routes);
    }
}
