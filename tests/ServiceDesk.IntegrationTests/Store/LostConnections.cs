using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Store;

public sealed class LostConnections(LogDatabase database) : IClassFixture<LogDatabase>
{
    private const string AppendStatement = "select first, conflicts";

    [Fact]
    public async Task Every_append_gets_its_result_while_writers_are_terminated()
    {
        await using var journal = database.Open();
        using var done = new CancellationTokenSource();
        var terminating = Task.Run(async () =>
        {
            var ended = 0L;
            while (!done.IsCancellationRequested || ended < 3)
            {
                ended += await database.EndSessions(AppendStatement);
                await Task.Delay(150);
            }
            return ended;
        }, TestContext.Current.CancellationToken);
        var (results, shared) = (new List<(string Stream, AppendResult Result)>(), new List<Outcome<Tally>>());
        for (var round = 0; round < 30 || !terminating.IsCompleted; round++)
        {
            if (round == 30) await done.CancelAsync();
            var own = Enumerable.Range(0, 20).Select(async i => ($"own-{round}-{i}", await journal.Append(Notes.To($"own-{round}-{i}", 0, "a", "b")))).ToList();
            var together = Enumerable.Range(0, 5).Select(i => journal.Note("common", $"{round}-{i}")).ToList();
            results.AddRange(await Task.WhenAll(own));
            shared.AddRange(await Task.WhenAll(together));
        }

        (await terminating).ShouldBeGreaterThan(2);
        results.ShouldAllBe(one => !one.Result.Conflict);
        (await database.Rows("select stream, min(position) from events where stream like 'own-%' group by stream having count(*) = 2")).Order()
            .ShouldBe(results.Select(one => $"({one.Stream},{one.Result.First})").Order());
        shared.ShouldAllBe(outcome => outcome.Kind == OutcomeKind.Accepted);
        (await journal.Texts("common")).Split(';', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(shared.Count);
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_is_found_and_not_repeated()
    {
        var (line, journal) = OverCutLine();
        await using var closing = line;
        await using var closingToo = journal;
        await journal.Note("answer lost", "before");
        line.LoseNextAnswer();

        var outcome = await journal.Note("answer lost", "once");

        line.Lost.ShouldBe(1);
        (outcome.Kind, outcome.Version).ShouldBe((OutcomeKind.Accepted, 2));
        outcome.Position.ShouldBe(await database.Ask<long>("select max(position) from events"));
        (await journal.Texts("answer lost")).ShouldBe("before;once;");
    }

    [Fact]
    public async Task An_append_that_commits_after_its_connection_was_lost_is_not_repeated()
    {
        var (line, journal) = OverCutLine();
        await using var closing = line;
        await using var closingToo = journal;
        await journal.Note("late commit", "before");
        await using var hold = await database.HoldAppends();
        var noting = journal.Note("late commit", "once");
        await database.UntilHeld(1);
        line.CutWriters();
        await database.UntilHeld(2); // the first session still waits for its turn, and the append was not found, so it was sent again
        await hold.DisposeAsync();

        var outcome = await noting;

        (outcome.Kind, outcome.Version).ShouldBe((OutcomeKind.Accepted, 2));
        (await journal.Texts("late commit")).ShouldBe("before;once;");
    }

    private (CutLine Line, Journal Journal) OverCutLine()
    {
        var direct = new NpgsqlConnectionStringBuilder(database.ServiceConnection);
        var line = new CutLine(direct.Host!, direct.Port);
        direct.Port = line.Port;
        return (line, database.Open("law", direct.ConnectionString));
    }
}
