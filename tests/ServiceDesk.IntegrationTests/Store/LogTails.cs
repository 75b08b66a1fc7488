using NodaTime;
using ServiceDesk.EventStore;

namespace ServiceDesk.IntegrationTests.Store;

/// <summary>What is read once for many is for each what reading alone would give.</summary>
public sealed class LogTails
{
    private readonly List<RecordedEvent> log = [];
    private int reads;

    [Fact]
    public async Task Whoever_asks_gets_all_that_there_is_up_to_the_limit()
    {
        var tail = new LogTail(Read);
        Grow(3);
        (await Positions(tail, 0, 10)).ShouldBe([1, 2, 3]);
        Grow(1200);
        (await Positions(tail, 0, 5000)).ShouldBe(Enumerable.Range(1, 1203).Select(n => (long)n));
        (await Positions(tail, 1200, 2)).ShouldBe([1201, 1202]);
        (await Positions(tail, 1203, 10)).ShouldBe([]);
    }

    [Fact]
    public async Task What_is_held_is_not_read_again()
    {
        var tail = new LogTail(Read);
        Grow(400);
        await Positions(tail, 0, 400);
        var before = reads;
        (await Positions(tail, 100, 300)).Count.ShouldBe(300);
        reads.ShouldBe(before);
    }

    [Fact]
    public async Task Who_is_behind_what_is_held_reads_alone_and_who_is_ahead_takes_the_tail_along()
    {
        var tail = new LogTail(Read);
        Grow(30_000);
        (await Positions(tail, 20_000, 500)).Count.ShouldBe(500);
        (await tail.After(0, 10, TestContext.Current.CancellationToken)).ShouldBeNull();
        (await Positions(tail, 29_990, 500)).ShouldBe(Enumerable.Range(29_991, 10).Select(n => (long)n));
        (await tail.After(20_000, 10, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_readers_at_once_see_every_event_once_and_in_order()
    {
        var tail = new LogTail(Read);
        Grow(20_000);
        var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var got = new List<long>();
            while (got.Count < 20_000)
            {
                var after = got.Count == 0 ? 0 : got[^1];
                var next = await tail.After(after, 250, TestContext.Current.CancellationToken) ?? await Read(after, 250, TestContext.Current.CancellationToken);
                got.AddRange(next.Select(e => e.Id.Position));
            }
            return got;
        })));
        foreach (var one in seen) one.ShouldBe(Enumerable.Range(1, 20_000).Select(n => (long)n));
    }

    private void Grow(int by)
    {
        for (var n = 0; n < by; n++)
            log.Add(new RecordedEvent(new LogPosition("law", log.Count + 1), "s", 1, "t", "{}", new EventMeta { Actor = "a" }, Instant.MinValue, Instant.MinValue, () => null));
    }

    private async Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit, CancellationToken cancel)
    {
        Interlocked.Increment(ref reads);
        await Task.Yield();
        return log.Skip((int)after).Take(limit).ToList();
    }

    private static async Task<IReadOnlyList<long>> Positions(LogTail tail, long after, int limit) =>
        [.. (await tail.After(after, limit, TestContext.Current.CancellationToken)).ShouldNotBeNull().Select(e => e.Id.Position)];
}
