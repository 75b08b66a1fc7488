using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class LoadedTests
{
    private sealed record Counter(int Count) : IState<Counter>
    {
        public static Counter Initial { get; } = new(0);

        public Counter Evolve(object @event) => @event is TicketClosed ? new(Count + 1) : this;
    }

    private static readonly TicketClosed closed = new("p1", Opened);

    [Fact]
    public void A_stream_without_events_is_at_version_0() =>
        (Loaded<Counter>.Nothing.State.Count, Loaded<Counter>.Nothing.Version, Loaded<Counter>.Nothing.Position).ShouldBe((0, 0, 0L));

    [Fact]
    public void The_newest_event_gives_version_position_and_time()
    {
        var loaded = Loaded<Counter>.Nothing.Apply(closed, Meta(), 1, 40, At(1)).Apply(closed, Meta(), 2, 47, At(2));

        (loaded.State.Count, loaded.Version, loaded.Position, loaded.At).ShouldBe((2, 2, 47L, At(2)));
    }

    [Fact]
    public void An_event_of_an_unknown_type_counts_and_leaves_the_state()
    {
        var loaded = Loaded<Counter>.Nothing.Apply(null, Meta(), 1, 40, At(1));

        (loaded.State.Count, loaded.Version).ShouldBe((0, 1));
    }

    [Fact]
    public void Nothing_is_handled_at_first() => Loaded<Counter>.Nothing.HasHandled("case", new("intake", 1)).ShouldBeFalse();

    [Fact]
    public void A_cause_and_all_before_it_are_handled_and_none_after_it()
    {
        var loaded = Loaded<Counter>.Nothing.Apply(closed, Meta(cause: "intake/12", reaction: "case"), 1, 1, Opened);

        (loaded.HasHandled("case", new("intake", 11)), loaded.HasHandled("case", new("intake", 12)), loaded.HasHandled("case", new("intake", 13)))
            .ShouldBe((true, true, false));
    }

    [Fact]
    public void Each_log_and_each_reaction_is_remembered_apart()
    {
        var loaded = Loaded<Counter>.Nothing.Apply(closed, Meta(cause: "intake/12", reaction: "case"), 1, 1, Opened);

        loaded.HasHandled("case", new("routing", 12)).ShouldBeFalse();
        loaded.HasHandled("routing", new("intake", 12)).ShouldBeFalse();
    }

    [Fact]
    public void An_earlier_cause_that_comes_later_lowers_nothing()
    {
        var loaded = Loaded<Counter>.Nothing
            .Apply(closed, Meta(cause: "intake/12", reaction: "case"), 1, 1, Opened)
            .Apply(closed, Meta(cause: "intake/7", reaction: "case"), 2, 2, Opened);

        loaded.HasHandled("case", new("intake", 12)).ShouldBeTrue();
    }

    [Fact]
    public void A_cause_without_a_reaction_is_a_persons_act_and_handles_nothing() =>
        Loaded<Counter>.Nothing.Apply(closed, Meta(cause: "intake/12"), 1, 1, Opened).HasHandled("", new("intake", 12)).ShouldBeFalse();

    [Fact]
    public void A_request_is_answered_by_its_last_event()
    {
        var loaded = Loaded<Counter>.Nothing
            .Apply(closed, Meta(request: "r1", fingerprint: "f1"), 1, 40, Opened)
            .Apply(closed, Meta(request: "r1", fingerprint: "f1"), 2, 41, Opened)
            .Apply(closed, Meta(request: "r2", fingerprint: "f2"), 3, 42, Opened);

        loaded.AnswerTo("r1").ShouldBe(new Answer("f1", 2, 41));
        loaded.AnswerTo("r2").ShouldBe(new Answer("f2", 3, 42));
    }

    [Fact]
    public void A_request_that_was_never_made_and_none_at_all_have_no_answer()
    {
        var loaded = Loaded<Counter>.Nothing.Apply(closed, Meta(), 1, 40, Opened);

        loaded.AnswerTo("r1").ShouldBeNull();
        loaded.AnswerTo(null).ShouldBeNull();
    }

    private static EventMeta Meta(string? cause = null, string? reaction = null, string? request = null, string? fingerprint = null) =>
        new() { Actor = "p1", Cause = cause, Reaction = reaction, Request = request, Fingerprint = fingerprint };
}
