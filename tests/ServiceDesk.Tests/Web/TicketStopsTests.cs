using NodaTime;
using ServiceDesk.Web.Audit;

namespace ServiceDesk.Tests.Web;

public sealed class TicketStopsTests
{
    private static readonly Instant start = Instant.FromUtc(2026, 3, 2, 8, 0);

    [Fact]
    public void Each_instant_at_which_something_was_recorded_is_a_stop_and_reading_is_none()
    {
        var stops = Stops.Of([Line(1, 0), Line(2, 5), Line(3, 5), Line(4, 9, type: "desk.ticket-read.v1")], happened: false);
        stops.All.Select(stop => (stop.At, stop.Lines.Count)).ShouldBe([(start, 1), (At(5), 2)]);
    }

    [Fact]
    public void By_the_time_of_happening_a_late_record_stands_where_it_happened()
    {
        var stops = Stops.Of([Line(1, 0), Line(2, 5), Line(3, 9, happened: 2)], happened: true);
        stops.All.Select(stop => stop.At).ShouldBe([start, At(2), At(5)]);
    }

    [Fact]
    public void An_instant_belongs_to_the_last_stop_at_or_before_it()
    {
        var stops = Stops.Of([Line(1, 0), Line(2, 5)], happened: false);
        ((int[])[stops.NumberAt(At(-1)), stops.NumberAt(start), stops.NumberAt(At(4)), stops.NumberAt(At(5)), stops.NumberAt(At(60))]).ShouldBe([0, 1, 1, 2, 2]);
        (stops.Numbered(0)!.At, stops.Numbered(3)!.At).ShouldBe((start, At(5)));
    }

    [Fact]
    public void Effects_stand_under_their_causes_and_what_came_from_outside_is_a_root()
    {
        LedgerLine[] lines = [Line(1, 0), Line(2, 1, cause: 1), Line(3, 2), Line(4, 3, cause: 2), Line(5, 4, cause: 1), Line(6, 5, cause: 99)];
        CauseOrder.Of(lines).Select(one => (one.Line.Id, one.Depth)).ShouldBe([("log/1", 0), ("log/2", 1), ("log/4", 2), ("log/5", 1), ("log/3", 0), ("log/6", 0)]);
    }

    private static Instant At(int minutes) => start + Duration.FromMinutes(minutes);

    private static LedgerLine Line(int number, int recorded, int? happened = null, int? cause = null, string type = "intake.ticket-submitted.v1") => new(
        $"log/{number}", "/servicedesk/intake", type, "", At(happened ?? recorded), At(recorded), "", "", null, cause is null ? null : $"log/{cause}", null, default,
        $"analytics/{number}", null, null);
}
