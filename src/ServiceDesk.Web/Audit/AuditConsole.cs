namespace ServiceDesk.Web.Audit;

/// <summary>The audit console as a part of the site.</summary>
internal static class AuditConsole
{
    public static void Add(IServiceCollection services) => services.AddScoped<StaffNames>().AddScoped<EntryWords>().AddScoped<PastFields>();

    public static void Map(IEndpointRouteBuilder routes)
    {
        AuditSearch.Map(routes);
        TraceEndpoints.Map(routes);
        TicketHistoryEndpoints.Map(routes);
        QueueEndpoint.Map(routes);
        ProofEndpoints.Map(routes);
        ReplayEndpoint.Map(routes);
        Operations.OperationsEndpoints.Map(routes);
    }
}
