using NodaTime;
using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;

namespace ServiceDesk.IntegrationTests.Store;

public sealed class TheLog(LogDatabase database) : IClassFixture<LogDatabase>
{
    [Fact]
    public async Task A_reader_at_the_tail_misses_no_event_of_two_writing_processes()
    {
        await using var one = database.Open();
        await using var other = database.Open();
        await using var feed = database.Feed("law");
        using var written = new CancellationTokenSource();
        var tailing = Task.Run(() => Tail(feed, written.Token), TestContext.Current.CancellationToken);

        for (var round = 0; round < 40; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? one : other)
                .Append(Notes.To($"tail-{round}-{i}", 0, Enumerable.Range(0, 1 + (i % 3)).Select(n => $"{n}")))));
        }
        await written.CancelAsync();

        var seen = await tailing;
        seen.ShouldBe(await database.Owner.List<long>("select position from events order by position"));
        (await database.Ask<long>("select count(*) from (select at < lag(at) over (order by position) as back from events) e where back")).ShouldBe(0);
    }

    [Fact]
    public async Task The_time_of_recording_never_goes_back()
    {
        await using var journal = database.Open();
        await database.Execute("""
            insert into events (stream, version, type, data, meta, occurred, at)
            values ('from a fast clock', 1, 'law.noted.v1', '{"text": ""}', '{"actor": "law"}', now(), now() + interval '1 hour')
            """);
        var fast = (await database.Ask<DateTime>("select max(at) from events")).ToUniversalTime();

        var result = await journal.Append(Notes.To("after it", 0, "x"));

        result.Recorded.ShouldBe(Instant.FromDateTimeUtc(fast));
    }

    [Theory]
    [InlineData("update events set data = '{}'")]
    [InlineData("delete from events where position = 1")]
    [InlineData("truncate events")]
    [InlineData("insert into events (stream, version, type, data, meta, occurred, at) select stream, version, type, data, meta, occurred, at from events on conflict (stream, version) do update set data = '{}'")]
    public async Task Not_even_the_owner_changes_an_event(string change)
    {
        await using var journal = database.Open();
        await journal.Note("fact", "stands");
        var before = await database.Log();

        (await Should.ThrowAsync<PostgresException>(() => database.Execute(change))).SqlState.ShouldBe("23001");
        (await database.Log()).ShouldBe(before);
    }

    [Theory]
    [InlineData("insert into events (stream, version, type, data, meta, occurred, at) values ('x', 1, 'x', '{}', '{}', now(), now())")]
    [InlineData("update events set data = '{}'")]
    [InlineData("delete from events")]
    [InlineData("truncate events")]
    [InlineData("alter table events disable trigger all")]
    [InlineData("drop table events")]
    [InlineData("create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'")]
    public async Task A_service_may_only_append_and_read(string statement)
    {
        await using var service = NpgsqlDataSource.Create(database.ServiceConnection);
        (await Should.ThrowAsync<PostgresException>(() => service.Execute(statement))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("select * from events")]
    [InlineData("select * from checkpoints")]
    [InlineData("select append('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')")]
    [InlineData("create table mine (x int)")]
    public async Task Another_service_reads_the_feed_and_nothing_else(string statement)
    {
        await using var other = NpgsqlDataSource.Create(database.FeedConnection);
        await other.Execute("select * from feed");
        (await Should.ThrowAsync<PostgresException>(() => other.Execute(statement))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_remembered_long_stream_equals_a_fresh_fold()
    {
        await using var remembers = database.Open();
        await using var writes = database.Open();
        for (var version = 0; version < 120; version += 8)
        {
            await writes.Append(new StreamAppend("long", version, [.. Enumerable.Range(version, 8).Select(n => Notes.Event($"{n}",
                Notes.Meta with { Cause = $"elsewhere/{n}", Reaction = "law", Request = $"request-{n}", Fingerprint = $"{n}" }))]));
            await using var fresh = database.Open();

            var known = await remembers.Load<Tally>("long", TestContext.Current.CancellationToken);
            var read = await fresh.Load<Tally>("long", TestContext.Current.CancellationToken);

            (known.State, known.Version, known.Position, known.At).ShouldBe((read.State, read.Version, read.Position, read.At));
            known.HasHandled("law", new LogPosition("elsewhere", version + 7)).ShouldBeTrue();
            known.HasHandled("law", new LogPosition("elsewhere", version + 8)).ShouldBeFalse();
        }
        foreach (var request in (int[])[0, 31, 32, 119])
            (await Requests.Send(remembers, "long", $"request-{request}", $"{request}")).Version.ShouldBe(request + 1);
    }

    private static async Task<List<long>> Tail(PostgresFeed feed, CancellationToken written)
    {
        var seen = new List<long>();
        while (true)
        {
            var last = written.IsCancellationRequested;
            var events = await feed.Read(seen.Count == 0 ? 0 : seen[^1], 7, CancellationToken.None);
            seen.AddRange(events.Select(e => e.Id.Position));
            if (last && events.Count == 0) return seen;
        }
    }
}
