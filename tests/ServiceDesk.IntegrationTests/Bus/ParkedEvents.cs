using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;

namespace ServiceDesk.IntegrationTests.Bus;

public sealed class ParkedEvents(Cluster cluster) : IAsyncLifetime
{
    private readonly Publishers publishers = new(cluster);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => publishers.InitializeAsync();

    public ValueTask DisposeAsync() => publishers.DisposeAsync();

    [Fact]
    public async Task What_keeps_failing_is_parked_with_all_that_depends_on_it_and_the_rest_flows_on()
    {
        var echo = new Echo { Stumbles = "stone" };
        var parking = new Parking(publishers.Service.Database);
        await using var subscription = await publishers.Subscribe(echo, publishers.FeedA, publishers.FeedB);
        var stone = await publishers.A.Note("ticket-1", "stone");
        var follows = await publishers.A.Note("ticket-1", "follows");
        await publishers.A.Note("ticket-2", "flows");
        var caused = await Cause(publishers.B, "ticket-3", "caused by the stone", $"a/{stone.Position}", ("a", stone.Position));
        var causedLater = await Cause(publishers.B, "ticket-4", "caused by what it caused", $"b/{caused}", ("b", caused));
        await publishers.B.Note("ticket-2", "flows");
        await publishers.UntilPassed(subscription);

        (await publishers.Recorded("echo")).ShouldBe(["a:flows", "b:flows"], ignoreOrder: true);
        var parked = await parking.List(Cancel);
        parked.Select(one => one.Event.ToString()).ShouldBe([$"a/{stone.Position}", $"a/{follows.Position}", $"b/{caused}", $"b/{causedLater}"], ignoreOrder: true);
        parked[0].Reason.ShouldBe("Stumbled over stone.");
        subscription.ParkedCount.ShouldBe(4);

        (await parking.Replay("1", Cancel)).ShouldBe(4); // not yet repaired: it stops at the stone again, and waits
        await Eventually.Holds(async () => (await parking.List(Cancel)).All(one => !one.Replay), "the replay has ended");
        (await parking.List(Cancel)).Count.ShouldBe(4);

        echo.Stumbles = null;
        (await parking.Replay("4", Cancel)).ShouldBe(4); // asked for by any of them, all go in order
        await Eventually.Holds(async () => (await parking.List(Cancel)).Count == 0, "the parking is empty");
        var replayed = (await publishers.Recorded("echo")).Skip(2).ToList(); // in the order of arrival, in which the two logs may interleave
        replayed.Where(text => text != "a:follows").ShouldBe(["a:stone", "b:caused by the stone", "b:caused by what it caused"]);
        replayed.Where(text => text.StartsWith("a:")).ShouldBe(["a:stone", "a:follows"]);
        await Eventually.Holds(() => subscription.ParkedCount == 0, "nothing counts as parked");

        await publishers.A.Note("ticket-1", "flows again");
        await publishers.UntilPassed(subscription);
        (await publishers.Recorded("echo"))[^1].ShouldBe("a:flows again");
    }

    [Fact]
    public async Task A_replay_whose_log_is_away_waits_for_it_and_holds_up_no_other_log()
    {
        var echo = new Echo { Stumbles = "stone" };
        var parking = new Parking(publishers.Service.Database);
        var a = new Slow(publishers.FeedA);
        a.Open();
        await using var subscription = await publishers.Subscribe(echo, a, publishers.FeedB);
        await publishers.A.Note("ticket-1", "stone");
        await publishers.UntilPassed(subscription);
        echo.Stumbles = null;
        a.IsAway = true;
        await parking.Replay(null, Cancel);
        await Eventually.Holds(() => subscription.Failures.Count > 0, "the failure is shown");

        await publishers.B.Note("ticket-2", "flows");
        await publishers.UntilRecorded("echo", "b:flows");

        a.IsAway = false;
        await publishers.UntilRecorded("echo", "a:stone");
        await Eventually.Holds(() => subscription is { ParkedCount: 0, Failures.Count: 0 }, "nothing is parked or fails");
    }

    [Fact]
    public async Task Of_two_instances_the_other_takes_over_and_both_tell_what_is_parked()
    {
        await using var second = publishers.Own.Open("own");
        await using var one = await publishers.Subscribe(new Echo { Stumbles = "stone" }, publishers.FeedA);
        await using var other = new Subscription(second, new Echo { Stumbles = "stone" }, [publishers.FeedA], NodaTime.SystemClock.Instance);
        await other.Start(Cancel);
        await publishers.A.Note("ticket-1", "stone");
        await Eventually.Holds(() => one.ParkedCount == 1 && other.ParkedCount == 1, "both tell");

        for (var round = 0; round < 3; round++)
        {
            await publishers.Own.EndSessions("");
            await publishers.A.Note("ticket-2", $"{round}");
            await publishers.UntilPassed(one);
            await publishers.UntilPassed(other);
            await Eventually.Holds(() => one.Failures.Count + other.Failures.Count == 0, "neither stands still");
        }
        (await publishers.Recorded("echo")).ShouldBe(["a:0", "a:1", "a:2"]);
        (one.ParkedCount, other.ParkedCount).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Whoever_loses_races_to_others_tries_on_and_is_not_parked()
    {
        var races = 0;
        var echo = new Echo { Overtakes = Overtake };
        await using var subscription = await publishers.Subscribe(echo, publishers.FeedA);
        await publishers.A.Note("ticket-1", "late but not lost");
        await publishers.UntilPassed(subscription);

        subscription.ParkedCount.ShouldBe(0);
        (await publishers.Recorded("echo")).ShouldBe(["a:late but not lost"]);
        races.ShouldBe(30);

        async Task Overtake(string stream)
        {
            if (races == 30) return;
            var append = new StreamAppend(stream, races++, [new NewEvent(new Heard("another"), new EventMeta { Actor = "neighbour" }, default)]);
            (await publishers.Service.Append([append], Cancel)).Conflict.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task What_arrives_during_a_replay_stays_behind_it()
    {
        var echo = new Echo { Stumbles = "stone" };
        var parking = new Parking(publishers.Service.Database);
        await using var subscription = await publishers.Subscribe(echo, publishers.FeedA);
        await publishers.A.Note("ticket-1", "stone");
        await publishers.UntilPassed(subscription);
        echo.Stumbles = null;
        var writing = Task.Run(async () =>
        {
            for (var n = 0; n < 60; n++) await publishers.A.Note("ticket-1", $"{n}");
        }, Cancel);
        await parking.Replay(null, Cancel);
        await writing;
        await publishers.UntilPassed(subscription);
        await Eventually.Holds(async () => (await parking.List(Cancel)).Count == 0, "the parking is empty");

        (await publishers.Recorded("echo")).ShouldBe(["a:stone", .. Enumerable.Range(0, 60).Select(n => $"a:{n}")]);
    }

    private static async Task<long> Cause(Journal log, string stream, string text, string cause, (string Log, long Position) past) =>
        (await log.Append(new StreamAppend(stream, 0, [Notes.Event(text, Notes.Meta with { Cause = cause, After = new Dictionary<string, long> { [past.Log] = past.Position } })]))).First;
}
