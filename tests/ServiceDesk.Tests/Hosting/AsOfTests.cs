using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class AsOfTests
{
    private static readonly RecordedEvent first = Event(1, 1, occurred: 0, at: 1);
    private static readonly RecordedEvent second = Event(2, 2, occurred: 10, at: 10);
    private static readonly RecordedEvent late = Event(3, 3, occurred: 5, at: 20);

    [Fact]
    public void What_was_known_is_what_was_recorded_by_then_the_instant_itself_included()
    {
        Cut(TimeAxis.Known, 10).ShouldBe([first, second]);
        Cut(TimeAxis.Known, 9).ShouldBe([first]);
        Cut(TimeAxis.Known, 20).ShouldBe([first, second, late]);
    }

    [Fact]
    public void What_had_happened_is_told_in_the_order_in_which_it_happened()
    {
        Cut(TimeAxis.Happened, 10).ShouldBe([first, late, second]);
        Cut(TimeAxis.Happened, 9).ShouldBe([first, late]);
        Cut(TimeAxis.Happened, 5).ShouldBe([first, late]);
    }

    [Fact]
    public void Nothing_comes_before_the_first_event_of_its_stream()
    {
        var early = Event(4, 4, occurred: -5, at: 30);
        new AsOf(At(40), TimeAxis.Happened, IsLive: false).Cut([first, early]).ShouldBe([first, early]);
    }

    [Fact]
    public void What_happened_at_one_instant_is_told_in_the_order_in_which_it_was_recorded()
    {
        var again = Event(5, 5, occurred: 5, at: 19);
        new AsOf(At(40), TimeAxis.Happened, IsLive: false).Cut([first, late, again]).ShouldBe([first, again, late]);
    }

    [Theory]
    [InlineData("yesterday", null, "asOf")]
    [InlineData("2026-03-01T00:00:00", null, "asOf")]
    [InlineData(null, "sideways", "axis")]
    [InlineData(null, "Known", "axis")]
    public void A_wrong_question_names_its_field(string? asOf, string? axis, string field) =>
        Should.Throw<RefusedException>(() => new AsOfQuery(asOf, axis).Parse()).Problem.Errors!.Keys.ShouldBe([field]);

    private static IReadOnlyList<RecordedEvent> Cut(TimeAxis axis, int minute) => new AsOf(At(minute), axis, IsLive: false).Cut([first, second, late]);

    private static RecordedEvent Event(long position, int version, int occurred, int at) =>
        Recorded(new ResponseGiven(Ada.Id, Grace.Id, "", At(occurred)), position) with { Version = version, Occurred = At(occurred), At = At(at) };
}
