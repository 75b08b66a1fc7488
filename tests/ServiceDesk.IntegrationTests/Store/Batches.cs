using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Store;

public sealed class Batches(LogDatabase database) : IClassFixture<LogDatabase>
{
    [Fact]
    public async Task Streams_of_one_append_commit_together()
    {
        await using var journal = database.Open();
        var result = await journal.Append(Notes.To("ticket", 0, "opened", "assigned"), Notes.To("team", 0, "taken"));

        result.Conflict.ShouldBeFalse();
        var events = await journal.ReadStreams(["ticket", "team"], TestContext.Current.CancellationToken);
        events.Select(e => (e.Id.Position, e.Stream, e.Version))
            .ShouldBe([(result.First, "ticket", 1), (result.First + 1, "ticket", 2), (result.First + 2, "team", 1)]);
        events.Select(e => e.At).Distinct().ShouldBe([result.Recorded]);
    }

    [Fact]
    public async Task A_wrong_version_of_one_stream_keeps_the_others_out()
    {
        await using var journal = database.Open();
        (await journal.Append(Notes.To("half", 0, "never"), Notes.To("other half", 3, "never"))).Conflict.ShouldBeTrue();

        (await journal.Texts("half")).ShouldBe("");
    }

    [Fact]
    public async Task In_a_batch_each_append_stands_or_falls_alone()
    {
        await using var journal = database.Open();
        var (first, held) = await FillOneBatch(journal, "a",
            [Notes.To("a1", 0, "in"), Notes.To("a2", 0, "in")],
            [Notes.To("a3", 0, "out"), Notes.To("a4", 7, "out")],
            [Notes.To("a5", 0, "in")]);

        held.Select(result => result.Conflict).ShouldBe([false, true, false]);
        held.Select(result => result.Recorded).Distinct().ShouldHaveSingleItem().ShouldNotBe(first.Recorded); // one call of the function
        (await database.Rows("select stream from events where stream like 'a_' order by position")).ShouldBe(["(a1)", "(a2)", "(a5)"]);
    }

    [Fact]
    public async Task Appends_to_one_stream_that_meet_in_a_batch_keep_their_order()
    {
        await using var journal = database.Open();
        var (_, held) = await FillOneBatch(journal, "b",
            [Notes.To("same", 0, "one")],
            [Notes.To("same", 1, "two")],
            [Notes.To("same", 1, "too late")],
            [Notes.To("same", 2, "three"), Notes.To("beside", 0, "three")]);

        held.Select(result => result.Conflict).ShouldBe([false, false, true, false]);
        (await journal.Texts("same")).ShouldBe("one;two;three;");
        (await journal.Texts("beside")).ShouldBe("three;");
    }

    [Fact]
    public async Task A_body_that_the_database_refuses_fails_alone()
    {
        await using var journal = database.Open();
        await using var hold = await database.HoldAppends();
        var first = journal.Append(Notes.To("c", 0, "first"));
        await database.UntilHeld(1);
        var good = Enumerable.Range(0, 10).Select(i => journal.Append(Notes.To($"good-{i}", 0, "good"))).ToList();
        var bad = journal.Append(Notes.To("bad", 0, "a \0 is no character of jsonb"), Notes.To("bad too", 0, "with it"));
        var better = journal.Append(Notes.To("good-10", 0, "good"));
        await hold.DisposeAsync();

        (await Should.ThrowAsync<PostgresException>(bad)).SqlState.ShouldBe(PostgresErrorCodes.UntranslatableCharacter);
        (await Task.WhenAll([first, .. good, better])).ShouldAllBe(result => !result.Conflict);
        (await database.Ask<long>("select count(*) from events where stream like 'good-%'")).ShouldBe(11);
        (await database.Ask<long>("select count(*) from events where stream like 'bad%'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_what_it_took_is_kept()
    {
        await using var journal = database.Open();
        await using var hold = await database.HoldAppends();
        var taken = new List<Task<Outcome<Tally>>>();
        Exception? refused = null;
        while (refused is null && taken.Count < 20_000)
        {
            var outcome = journal.Create<Tally>(
                $"queue-{taken.Count}", _ => Decision.Accept(new Noted("waits")), Notes.Meta, Notes.Now, waitForRoom: false, TestContext.Current.CancellationToken);
            if (outcome.IsFaulted) refused = outcome.Exception!.InnerException;
            else taken.Add(outcome);
        }
        await hold.DisposeAsync();

        refused.ShouldBeOfType<StoreBusyException>();
        (await Task.WhenAll(taken)).ShouldAllBe(outcome => outcome.Kind == OutcomeKind.Accepted);
        (await database.Ask<long>("select count(*) from events where stream like 'queue-%'")).ShouldBe(taken.Count);
    }

    /// <summary>While a first append is held, the others gather; released, they go in one batch as far as they can.</summary>
    private async Task<(AppendResult First, AppendResult[] Held)> FillOneBatch(Journal journal, string first, params StreamAppend[][] members)
    {
        await using var hold = await database.HoldAppends();
        var ahead = journal.Append(Notes.To(first, 0, "ahead"));
        await database.UntilHeld(1);
        var held = members.Select(member => journal.Append(member)).ToList();
        await hold.DisposeAsync();
        return (await ahead, await Task.WhenAll(held));
    }
}
