using ServiceDesk.Analytics;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class LedgerEntryTests
{
    [Fact]
    public void An_entry_holds_all_that_stood_beside_the_event_and_its_body_unread()
    {
        var meta = new EventMeta
        {
            Actor = "service:routing",
            Via = "web",
            Cause = "routing/5",
            Reaction = "case",
            After = new Dictionary<string, long> { ["routing"] = 5 },
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        var e = Recorded(Submitted, meta: meta) with { Version = 3 };

        LedgerEntry.Of(e).ShouldBe(new LedgerEntry(
            "intake/12", "/servicedesk/intake", "intake.ticket-submitted.v1", e.Subject, e.Stream, 3, "service:routing", "web", "routing/5", "case",
            meta.After, meta.TraceParent, Opened, At(1), new RawJson(e.Data)));
    }

    [Fact]
    public void The_body_is_kept_to_the_letter() =>
        Reread(LedgerEntry.Of(Recorded(Submitted) with { Data = """{"b":1.50,"a":"é"}""" })).Data.Text.ShouldBe("""{"b":1.50,"a":"é"}""");

    [Fact]
    public void An_event_that_stands_in_the_ledger_stands_there() =>
        (Entry.Initial.Stands, DeciderSpec<Entry>.Given(LedgerEntry.Of(Recorded(Submitted))).State.Stands).ShouldBe((false, true));
}

public class MomentTests
{
    [Theory]
    [InlineData("2026-03-02T08:00:00Z")]
    [InlineData("2026-03-02T09:00:00+01:00")]
    [InlineData("2026-03-02T09:00:00 01:00")]
    [InlineData("2026-03-02T08:00:00.000000999Z")]
    public void An_instant_has_an_offset_even_when_its_plus_was_not_escaped_and_is_cut_to_microseconds(string text)
    {
        Moment.TryRead(text, out var at).ShouldBeTrue();
        at.ShouldBe(Opened);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-03-02")]
    [InlineData("2026-03-02T08:00:00")]
    public void Anything_else_is_none(string text) => Moment.TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void An_absent_one_is_right_and_null()
    {
        Moment.TryRead(null, out var at).ShouldBeTrue();
        at.ShouldBeNull();
    }
}
