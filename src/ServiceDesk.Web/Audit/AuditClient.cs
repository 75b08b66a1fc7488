using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>What the audit console asks of the services.</summary>
internal static class AuditClient
{
    private const string Analytics = "Analytics";

    public static Task<Answer<Listing<LedgerLine>>> SearchLedger(this ServicesClient services, string query, CancellationToken cancel) =>
        services.Read<Listing<LedgerLine>>(Analytics, "/audit/events" + query, cancel);

    public static Task<Answer<Listing<LedgerAction>>> LedgerActions(this ServicesClient services, CancellationToken cancel) =>
        services.Read<Listing<LedgerAction>>(Analytics, "/audit/actions", cancel);

    public static Task<Answer<TraceTrees>> Trace(this ServicesClient services, string trace, CancellationToken cancel) =>
        services.Read<TraceTrees>(Analytics, $"/audit/traces/{Uri.EscapeDataString(trace)}", cancel);

    public static Task<Answer<EventEffects>> Effects(this ServicesClient services, string log, long position, CancellationToken cancel) =>
        services.Read<EventEffects>(Analytics, $"/audit/events/{Uri.EscapeDataString(log)}/{position}/effects", cancel);

    public static Task<Answer<TicketHistory>> History(this ServicesClient services, Guid ticket, Instant? asOf, string? axis, CancellationToken cancel) =>
        services.Read<TicketHistory>(Analytics, Local.Url($"/audit/tickets/{ticket}", ("asOf", Iso(asOf)), ("axis", axis)), cancel);

    public static Task<Answer<LedgerReaders>> Readers(this ServicesClient services, Guid ticket, CancellationToken cancel) =>
        services.Read<LedgerReaders>(Analytics, $"/audit/tickets/{ticket}/readers", cancel);

    public static Task<Answer<LedgerHead>> LastHead(this ServicesClient services, CancellationToken cancel) =>
        services.Read<LedgerHead>(Analytics, "/ledger/head", cancel);

    public static Task<Answer<Listing<LedgerHead>>> Heads(this ServicesClient services, long after, int limit, CancellationToken cancel) =>
        services.Read<Listing<LedgerHead>>(Analytics, Local.Url("/ledger/heads", ("after", $"{after}"), ("limit", $"{limit}")), cancel);

    public static Task<Answer<Listing<LedgerKeyAnswer>>> LedgerKeys(this ServicesClient services, CancellationToken cancel) =>
        services.Read<Listing<LedgerKeyAnswer>>(Analytics, "/ledger/keys", cancel);

    public static Task<Answer<ConsistencyAnswer>> Consistency(this ServicesClient services, long first, long second, CancellationToken cancel) =>
        services.Read<ConsistencyAnswer>(Analytics, Local.Url("/ledger/proofs/consistency", ("first", $"{first}"), ("second", $"{second}")), cancel);

    public static Task<Answer<PastQueue>> Queue(this ServicesClient services, string query, CancellationToken cancel) =>
        services.Read<PastQueue>(Analytics, "/audit/queues" + query, cancel);

    public static Task<Answer<PastBacklog>> Backlog(this ServicesClient services, string query, CancellationToken cancel) =>
        services.Read<PastBacklog>(Analytics, "/reports/backlog" + query, cancel);

    public static Task<Answer<Listing<PersonName>>> People(this ServicesClient services, string role, CancellationToken cancel) =>
        services.Read<Listing<PersonName>>("Intake", Local.Url("/people", ("role", role)), cancel);

    public static string? Iso(Instant? at) => at is { } instant ? InstantPattern.ExtendedIso.Format(instant) : null;

    /// <summary>An instant as scripts compare it.</summary>
    public static string? Microseconds(Instant? at) => at is { } instant ? $"{instant.ToUnixTimeTicks() / 10}" : null;

    /// <summary>The instant that an address names.</summary>
    public static Instant? Instant(string? text) => InstantPattern.ExtendedIso.Parse(text ?? "") is { Success: true, Value: var at } ? at : null;
}
