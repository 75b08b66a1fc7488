using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ParkedEventTests
{
    private static readonly ParkedEvent parked = new(1, "routing", new("intake", 12), "ticket-a", "a", null, "broken", false);

    [Fact]
    public void What_is_about_the_same_ticket_waits() => parked.Holds(Event("resolution", 3, "clocks-a")).ShouldBeTrue();

    [Fact]
    public void What_follows_in_the_same_stream_waits() =>
        (parked with { Stream = "team-x", Subject = "team-x" }).Holds(Event("intake", 13, "team-x")).ShouldBeTrue();

    [Fact]
    public void What_it_caused_waits_whatever_it_is_about() => parked.Holds(Event("routing", 3, "team-x", cause: "intake/12")).ShouldBeTrue();

    [Fact]
    public void Another_ticket_flows_on() => parked.Holds(Event("intake", 13, "ticket-b")).ShouldBeFalse();

    [Fact]
    public void What_another_event_caused_flows_on() => parked.Holds(Event("routing", 3, "team-x", cause: "intake/11")).ShouldBeFalse();

    [Fact]
    public void What_an_event_of_another_log_with_the_same_position_caused_flows_on() =>
        parked.Holds(Event("routing", 3, "team-x", cause: "resolution/12")).ShouldBeFalse();

    private static RecordedEvent Event(string log, long position, string stream, string? cause = null) =>
        Recorded(Opening, position, stream, new EventMeta { Actor = "p1", Cause = cause }) with { Id = new(log, position) };
}
