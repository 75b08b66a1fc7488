using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.TimeTravel;

/// <summary>Questions about the past stand in the queue of those who append: one of them at a time, and not for long.</summary>
[Collection(DeskCollection.Name)]
public sealed class SharedQuestions(Desk desk)
{
    private const string Waiting = "select count(*) from pg_locks where locktype = 'advisory' and objid = 5100 and not granted and mode = 'ShareLock' and database = (select oid from pg_database where datname = current_database())";

    [Fact]
    public async Task However_many_ask_one_of_them_waits_where_others_append_and_none_waits_without_an_end()
    {
        var ticket = await desk.Ticket("demo");
        await using (var stuck = await desk["resolution"].OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await stuck.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var command = stuck.CreateCommand())
            {
                command.CommandText = "select pg_advisory_xact_lock(5100)";
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }
            var asking = Enumerable.Range(0, 20).Select(_ => desk.Admin.Get("resolution", $"/tickets/{ticket}?axis=happened")).ToList();
            await Eventually.Holds(async () => await desk["resolution"].Ask<long>(Waiting) == 1, "somebody waits");
            for (var look = 0; look < 20; look++)
            {
                (await desk["resolution"].Ask<long>(Waiting)).ShouldBeLessThanOrEqualTo(1);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            var answers = await Task.WhenAll(asking).WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
            answers.ShouldAllBe(answer => answer.Status == 503 && answer.Code == "not-yet");
        }

        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => desk.Admin.Get("resolution", $"/tickets/{ticket}?axis=happened")))).ShouldAllBe(answer => answer.Status == 200);
    }
}
