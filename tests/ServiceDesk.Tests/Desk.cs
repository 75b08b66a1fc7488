using System.Reflection;
using System.Text.Json;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Messaging;

namespace ServiceDesk.Tests;

/// <summary>The people, the instants and the ticket that the tests are about.</summary>
internal static class Desk
{
    public static readonly Instant Opened = Instant.FromUtc(2026, 3, 2, 8, 0);

    public static readonly Actor Ada = new("person-ada", [Roles.Agent], null, null);
    public static readonly Actor Grace = new("person-grace", [Roles.Requester], "acme", "web");
    public static readonly Actor Root = new("person-root", [Roles.Admin], null, null);

    public static readonly TicketSubmitted Submitted = new(
        "INC-000123", TicketKind.Incident, "No network", "The whole floor is offline.", Grace.Id, "Grace Hopper", "grace@acme.example", "+44 20 1", "acme",
        Impact.Department, Urgency.High, "network", "portal", "vpn", "EXT-1", Opened - Duration.FromMinutes(20), Opened);

    private static readonly Promise standard = new("standard-1", Priority.P3, Duration.FromHours(4), Duration.FromHours(24));

    public static readonly CaseOpened Opening = new(
        "INC-000123", TicketKind.Incident, "No network", Grace.Id, "Grace Hopper", "acme", "portal", standard, Opened)
    { AffectedSystem = "vpn" };

    public static readonly CaseAssigned Assignment = new(
        "network", Priority.P2, "first-line", Ada.Id, new Promise("standard-1", Priority.P2, Duration.FromMinutes(30), Duration.FromHours(8)), At(1));

    /// <summary>The events of every service, as they stand in the logs.</summary>
    public static EventTypes Types { get; } = DeskTypes.Create(Services);

    public static IReadOnlyList<Assembly> Services =>
        [typeof(Intake.Ticket).Assembly, typeof(Routing.Ticket).Assembly, typeof(Resolution.Ticket).Assembly, typeof(Analytics.LedgerEntry).Assembly];

    /// <summary>Where events are declared.</summary>
    public static IReadOnlyList<Assembly> WithEvents => [typeof(TicketSubmitted).Assembly, typeof(DeskTypes).Assembly, typeof(Actor).Assembly, .. Services];

    /// <summary>What a clock of a ticket says; the last round of it.</summary>
    public static ClockStanding Clock(Resolution.Ticket ticket, ClockName name, Instant at) =>
        ticket.Clocks.ToHistory().Read(at, _ => WorkCalendar.AlwaysOpen).Single(one => one.Clock == Hosting.Words.Of(name));

    public static Instant At(int minutes) => Opened + Duration.FromMinutes(minutes);

    /// <summary>A body written to the log and read back.</summary>
    public static T Reread<T>(T body) where T : class => (T)Types.Read(Types.NameOf(body), JsonSerializer.Serialize(body, Types.Json))!;

    public static RecordedEvent Recorded(object body, long position = 12, string? stream = null, EventMeta? meta = null) => new(
        new LogPosition("intake", position), stream ?? "ticket-0197f0a0-0000-7000-8000-000000000001", 1, Types.NameOf(body), JsonSerializer.Serialize(body, Types.Json),
        () => meta ?? new EventMeta { Actor = Grace.Id }, Opened, At(1), () => body);
}
