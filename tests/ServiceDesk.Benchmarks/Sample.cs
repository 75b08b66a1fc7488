using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Benchmarks;

/// <summary>The ticket that every part submits: about 600 bytes of JSON, 350 of them description.</summary>
internal static class Sample
{
    private const string Person = "0198d4c1-7d1c-7f04-9c55-1f6f0a3c9a10";
    private const string Subject = "Printer on floor 3 prints only every second page";
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    private static readonly Instant at = Instant.FromUtc(2026, 3, 1, 8, 30);
    private static readonly string fingerprint = new('f', 64);

    private static readonly string description = string.Concat(Enumerable.Repeat(
        "Since this morning every second page comes out blank, whatever program prints it; cleaning and a new cartridge did not help. ", 3))[..350];

    /// <summary>The event types of the services' contracts.</summary>
    public static EventTypes Types { get; } = DeskTypes.Create();

    /// <summary>The event of the sample ticket.</summary>
    public static TicketSubmitted Ticket { get; } = new(
        "INC-004711", TicketKind.Incident, Subject, description, Person, "Li Na", "li.na@demo.example", null, "demo",
        Impact.Department, Urgency.High, "hardware", "api", null, null, null, at);

    /// <summary>That event as it stands in a log.</summary>
    public static string Data { get; } = JsonSerializer.Serialize(Ticket, Types.Json);

    /// <summary>The least that stands beside an event.</summary>
    public static string ShortMeta { get; } = JsonSerializer.Serialize(new EventMeta { Actor = Person }, Types.Json);

    /// <summary>What stands beside an event that came over HTTP.</summary>
    public static EventMeta Meta(Guid request) =>
        new() { Actor = Person, TraceParent = Trace, Request = request.ToString(), Fingerprint = fingerprint };

    /// <summary>The request that submits the sample ticket under a category of one of the development teams.</summary>
    public static string Request(string category) => new JsonObject
    {
        ["kind"] = "incident",
        ["subject"] = Subject,
        ["description"] = description,
        ["urgency"] = "high",
        ["impact"] = "department",
        ["category"] = category,
        ["channel"] = "api",
        ["requester"] = new JsonObject { ["name"] = "Li Na", ["email"] = "li.na@demo.example", ["organization"] = "demo" },
    }.ToJsonString();

    /// <summary>A stream as a ticket of much work has it: submitted, then diagnosed again and again.</summary>
    public static IReadOnlyList<object> LongTicket(int events) =>
        [Ticket, .. Enumerable.Range(2, events - 1).Select(_ => new DiagnosisRecorded(Person, Person, description, at))];
}
