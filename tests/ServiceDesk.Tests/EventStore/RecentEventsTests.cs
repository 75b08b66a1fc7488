using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.EventStore;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RecentEventsTests
{
    private const int Kept = 8;

    private readonly List<RecordedEvent> log = [];
    private readonly RecentEvents recent;
    private int fetches;

    public RecentEventsTests() => recent = new RecentEvents(Fetch, Kept);

    [Fact]
    public async Task What_one_reader_has_read_the_next_finds_in_memory()
    {
        Grow(5);
        var first = await Read(0, 5);
        var second = await Read(log[1].Id.Position, 2);

        second.ShouldBe(first.Skip(2).Take(2));
        fetches.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_appended_here_is_not_fetched()
    {
        Grow(3);
        await Read(0, 10);
        Append(2);
        Append(3);

        (await Read(log[2].Id.Position, 10)).ShouldBe(log.Skip(3));
        fetches.ShouldBe(1);
    }

    [Fact]
    public async Task What_another_process_appended_between_is_fetched_and_nothing_is_missed()
    {
        Grow(3);
        await Read(0, 10);
        Append(2);
        Grow(1);
        Append(2);

        var read = new List<RecordedEvent>();
        while (read.Count < 5) read.AddRange(await Read(read.Count == 0 ? log[2].Id.Position : read[^1].Id.Position, 10));

        read.ShouldBe(log.Skip(3));
    }

    [Fact]
    public async Task What_nobody_asked_for_is_not_kept_for_ever()
    {
        Grow(3);
        await Read(0, 10);
        for (var n = 0; n < 20; n++) Append(3);

        var read = new List<RecordedEvent>();
        while (read.Count < 60) read.AddRange(await Read(read.Count == 0 ? log[2].Id.Position : read[^1].Id.Position, 10));

        read.ShouldBe(log.Skip(3));
        fetches.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Readers_at_the_end_of_the_log_read_it_once_between_them()
    {
        Grow(3);
        await Read(0, 10);
        Grow(3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Read(log[2].Id.Position, 10))));

        foreach (var answer in answers) answer.ShouldBe(log.Skip(3));
        fetches.ShouldBe(2);
    }

    [Fact]
    public async Task Types_are_searched_for_in_memory_as_far_as_it_reaches()
    {
        Grow(4);
        await Read(0, 4);
        var (events, through) = await recent.ReadOf(0, 3, ["nothing.v1"], () => throw new InvalidOperationException("The log was searched."));

        (events.Count, through).ShouldBe((0, log[2].Id.Position));
        Should.Throw<InvalidOperationException>(() => recent.ReadOf(log[3].Id.Position, 3, ["nothing.v1"], () => throw new InvalidOperationException()));
    }

    [Fact]
    public void Everybody_reads_every_event_once_and_in_order() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Who, byte What)[]>(), steps =>
        {
            var desk = new RecentEventsTests();
            var seen = Enumerable.Range(0, 4).Select(_ => new List<RecordedEvent>()).ToArray();
            foreach (var (who, what) in steps)
            {
                if (who % 5 == 4) desk.Grow((what % 7) + 1);
                else Advance(seen[who % 5], (what % 6) + 1);
            }
            foreach (var one in seen)
            {
                while (Advance(one, 3)) { }
                one.ShouldBe(desk.log);
            }

            bool Advance(List<RecordedEvent> one, int limit)
            {
                var read = desk.Read(one.Count == 0 ? 0 : one[^1].Id.Position, limit).Result;
                one.AddRange(read);
                return read.Count > 0;
            }
        }));

    private Task<IReadOnlyList<RecordedEvent>> Read(long after, int limit) => recent.Read(after, limit, CancellationToken.None);

    /// <summary>Positions have gaps, as in a log in which something was refused.</summary>
    private void Grow(int count)
    {
        for (var i = 0; i < count; i++) log.Add(Recorded(Submitted, position: log.Count == 0 ? 1 : log[^1].Id.Position + 1 + (log.Count % 3)));
    }

    /// <summary>One commit of this process: its positions are consecutive.</summary>
    private void Append(int count)
    {
        var first = log[^1].Id.Position + 1;
        var made = Enumerable.Range(0, count).Select(n => Recorded(Submitted, position: first + n)).ToList();
        log.AddRange(made);
        recent.Append(first, count, () => made);
    }

    private async Task<IReadOnlyList<RecordedEvent>> Fetch(long after, int limit, CancellationToken cancel)
    {
        Interlocked.Increment(ref fetches);
        await Task.Yield();
        return [.. log.Where(e => e.Id.Position > after).Take(limit)];
    }
}
