using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;

namespace ServiceDesk.IntegrationTests.Bus;

public sealed class Delivery(Cluster cluster) : IAsyncLifetime
{
    private readonly Publishers publishers = new(cluster);

    public ValueTask InitializeAsync() => publishers.InitializeAsync();

    public ValueTask DisposeAsync() => publishers.DisposeAsync();

    [Fact]
    public async Task Each_log_is_heard_in_its_order_and_each_subject_answered_in_its_order()
    {
        var echo = new Echo();
        await using var subscription = await publishers.Subscribe(echo, publishers.FeedA, publishers.FeedB);
        await Task.WhenAll(Enumerable.Range(0, 300).SelectMany(n => (Task[])
            [publishers.A.Note($"ticket-{n % 40}", $"{n}"), publishers.B.Append(Notes.To($"ticket-b{n}", 0, $"{n}", $"{n}'"))]));
        await publishers.UntilPassed(subscription);

        echo.Given.Where(text => text.StartsWith("a:")).ShouldBe(await Published(publishers.AsA, "a"));
        echo.Given.Where(text => text.StartsWith("b:")).ShouldBe(await Published(publishers.AsB, "b"));
        (await publishers.Own.Rows("select substr(stream, 9), data ->> 'text' from events order by 1, position")).ShouldBe(
            (await publishers.AsA.Rows("select substr(stream, 8), 'a:' || (data ->> 'text') from events order by 1, position"))
            .Concat(await publishers.AsB.Rows("select substr(stream, 8), 'b:' || (data ->> 'text') from events order by 1, position")));
    }

    [Fact]
    public async Task An_effect_is_held_until_its_cause_was_heard()
    {
        var (slowA, b) = (new Slow(publishers.FeedA), new Slow(publishers.FeedB));
        b.Open();
        await using var subscription = await publishers.Subscribe(new Echo(), slowA, b);
        var cause = await publishers.A.Note("ticket-1", "cause");
        await publishers.B.Note("ticket-2", "free");
        await publishers.UntilRecorded("echo", "b:free");
        var past = Notes.Meta with { Cause = $"a/{cause.Position}", After = new Dictionary<string, long> { ["a"] = cause.Position, ["unheard"] = 7 } };
        await publishers.B.Append(new StreamAppend("ticket-3", 0, [Notes.Event("effect", past)]));
        await publishers.B.Note("ticket-2", "behind the effect");

        var reads = b.Reads;
        await Eventually.Holds(() => b.Reads > reads + 3, "the effect was read, and the log once more and again");
        (await publishers.Recorded("echo")).ShouldBe(["b:free"]);

        slowA.Open();
        await publishers.UntilPassed(subscription);
        (await publishers.Recorded("echo")).ShouldBe(["b:free", "a:cause", "b:effect", "b:behind the effect"]);
    }

    [Fact]
    public async Task Whatever_a_service_records_names_its_causal_past()
    {
        await using var subscription = await publishers.Subscribe(new Echo(), publishers.FeedA);
        var past = Notes.Meta with { After = new Dictionary<string, long> { ["b"] = 5 } };
        var cause = await publishers.A.Append(new StreamAppend("ticket-1", 0, [Notes.Event("x", past)]));
        await publishers.UntilPassed(subscription);

        var effect = (await publishers.Service.Read(0, 10, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        effect.Meta.Cause.ShouldBe($"a/{cause.First}");
        effect.Meta.After.ShouldBe(new Dictionary<string, long> { ["b"] = 5, ["a"] = cause.First }, ignoreOrder: true);
    }

    [Fact]
    public async Task Redelivery_after_a_lost_checkpoint_doubles_nothing()
    {
        await using (var first = await publishers.Subscribe(new Echo(), publishers.FeedA, publishers.FeedB))
        {
            await Task.WhenAll(Enumerable.Range(0, 100).SelectMany(n => (Task[])
                [publishers.A.Note($"ticket-{n % 10}", $"{n}"), publishers.B.Note($"ticket-{n % 10}", $"{n}")]));
            await publishers.UntilPassed(first);
        }
        var before = await publishers.Own.Log();
        before.Count.ShouldBe(200);
        await publishers.Own.Execute("update checkpoints set position = 0");

        await using var second = await publishers.Subscribe(new Echo(), publishers.FeedA, publishers.FeedB);
        await publishers.UntilPassed(second);

        (await publishers.Own.Log()).ShouldBe(before);
    }

    [Fact]
    public async Task Lost_connections_and_a_second_process_double_and_lose_nothing()
    {
        await using var second = publishers.Own.Open("own");
        await using var one = await publishers.Subscribe(new Echo(), publishers.FeedA);
        await using var other = new Subscription(second, new Echo(), [publishers.FeedA], NodaTime.SystemClock.Instance);
        await other.Start(TestContext.Current.CancellationToken);
        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(n => publishers.A.Note($"ticket-{round}-{n}", $"{round}-{n}")));
            await publishers.Own.EndSessions("");
        }
        await publishers.UntilPassed(one);
        await publishers.UntilPassed(other);

        (await publishers.Recorded("echo")).ShouldBe(await Published(publishers.AsA, "a"));
    }

    [Fact]
    public async Task A_stopped_subscriber_holds_only_itself()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var stuck = await publishers.Subscribe(new Echo { Name = "stuck", Holds = gate }, publishers.FeedA);
        await using var free = await publishers.Subscribe(new Echo { Name = "free" }, publishers.FeedA);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => publishers.A.Note("ticket-1", $"{n}")));

        await publishers.UntilPassed(free);

        (await publishers.Recorded("free")).Count.ShouldBe(20);
        (await publishers.Recorded("stuck")).ShouldBeEmpty();
        gate.SetResult();
        await publishers.UntilPassed(stuck);
        (await publishers.Recorded("stuck")).ShouldBe(await publishers.Recorded("free"));
    }

    private static async Task<IReadOnlyList<string>> Published(LogDatabase database, string log) =>
        await database.Owner.List<string>($"select '{log}:' || (data ->> 'text') from events order by position");
}
