using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Audit;

/// <summary>Questions to the ledger as a part of the service.</summary>
internal static class AuditParts
{
    public static ServiceParts AddAudit(this ServiceParts parts) => parts.Project(new LedgerIndexReadModel());

    public static void Map(IEndpointRouteBuilder routes)
    {
        GetTicketAudit.Map(routes);
        GetTimeline.Map(routes);
        GetTrace.Map(routes);
        GetReaders.Map(routes);
        SearchLedger.Map(routes);
        ListActions.Map(routes);
    }
}
