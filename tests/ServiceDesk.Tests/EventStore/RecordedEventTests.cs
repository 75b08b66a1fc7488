using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Tests;

public class LogPositionTests
{
    [Fact]
    public void An_event_id_is_read_as_it_is_written()
    {
        var ids = from log in Gen.Elements("intake", "intake-2", "a/b", "é")
                  from position in Gen.Choose(0, int.MaxValue)
                  select new LogPosition(log, position * 4_000_000L);

        Check.QuickThrowOnFailure(Prop.ForAll(ids.ToArbitrary(), id =>
        {
            LogPosition.TryParse(id.ToString(), out var read).ShouldBeTrue();
            read.ShouldBe(id);
        }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("intake")]
    [InlineData("/12")]
    [InlineData("intake/")]
    [InlineData("intake/-1")]
    [InlineData("intake/+1")]
    [InlineData("intake/ 1")]
    [InlineData("intake/1.0")]
    [InlineData("intake/0x1")]
    [InlineData("intake/9223372036854775808")]
    public void Anything_else_is_no_event_id(string? text) => LogPosition.TryParse(text, out _).ShouldBeFalse();
}

public class RecordedEventTests
{
    private static readonly Guid ticket = new("0197f0a0-0000-7000-8000-000000000001");

    [Fact]
    public void The_streams_of_a_ticket_are_about_the_ticket()
    {
        RecordedEvent.SubjectOf(Streams.Ticket(ticket)).ShouldBe(ticket.ToString());
        RecordedEvent.SubjectOf(Streams.Reads(ticket)).ShouldBe(ticket.ToString());
        RecordedEvent.SubjectOf($"clocks-{ticket}").ShouldBe(ticket.ToString());
        RecordedEvent.SubjectOf(Streams.FollowUp(ticket)).ShouldBe(ticket.ToString());
        RecordedEvent.SubjectOf(Streams.Escalations(ticket)).ShouldBe(ticket.ToString());
        RecordedEvent.SubjectOf(Streams.MajorIncident(ticket)).ShouldBe(ticket.ToString());
    }

    [Theory]
    [InlineData("person-p1")]
    [InlineData("team-first-line")]
    [InlineData("teams")]
    [InlineData("tickets-1")]
    [InlineData("-ticket")]
    [InlineData("")]
    public void Any_other_stream_is_about_itself(string stream) => RecordedEvent.SubjectOf(stream).ShouldBe(stream);
}

public class EventTypesTests
{
    [Fact]
    public void An_event_of_another_service_is_read_as_null() => Desk.Types.Read("survey.answered.v1", "{}").ShouldBeNull();

    [Fact]
    public void A_body_without_a_stored_name_cannot_be_recorded() => Should.Throw<InvalidOperationException>(() => Desk.Types.NameOf("text"));

    [Fact]
    public void Two_types_with_one_name_stop_the_start() => Should.Throw<InvalidOperationException>(() =>
        new EventTypes(new(), type => type == typeof(TicketClosed) || type == typeof(TicketSubmitted) ? "same" : null, typeof(TicketClosed).Assembly));

    [Fact]
    public void A_field_added_later_does_not_hurt_who_does_not_know_it() =>
        Desk.Types.Read("resolution.ticket-closed.v1", """{"by":"p1","at":"2026-03-02T08:00:00Z","later":{"new":true}}""").ShouldBe(new TicketClosed("p1", Desk.Opened));
}
