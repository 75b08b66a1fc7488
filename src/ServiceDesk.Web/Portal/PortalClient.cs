using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Portal;

internal static class PortalClient
{
    public static Task<Answer<TicketReaders>> Readers(this ServicesClient services, Guid ticket, string? after, CancellationToken cancel) =>
        services.Read<TicketReaders>("Analytics", Local.Url($"/audit/tickets/{ticket}/readers", ("after", after)), cancel);
}
