using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Store;

public sealed class RacingAppends(LogDatabase database) : IClassFixture<LogDatabase>
{
    private const int Racers = 32;

    [Fact]
    public async Task Of_many_appends_at_one_version_exactly_one_wins()
    {
        await using var one = database.Open();
        await using var other = database.Open();
        for (var version = 0; version < 5; version++)
        {
            var at = version;
            var results = await Task.WhenAll(Enumerable.Range(0, Racers).Select(async racer =>
                (Racer: racer, Result: await (racer % 2 == 0 ? one : other).Append(Notes.To("race", at, $"{at}-{racer}")))));

            var (winner, won) = results.Where(racer => !racer.Result.Conflict).ShouldHaveSingleItem();
            var last = (await one.ReadStreams(["race"], TestContext.Current.CancellationToken))[^1];
            (last.Version, last.Id.Position, ((Noted)last.Body!).Text).ShouldBe((at + 1, won.First, $"{at}-{winner}"));
        }
    }

    [Fact]
    public async Task Of_many_calls_of_the_function_at_one_version_exactly_one_wins()
    {
        await using var sessions = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ServiceConnection) { MaxPoolSize = Racers }.ConnectionString);
        var conflicts = await Task.WhenAll(Enumerable.Range(0, Racers).Select(racer => sessions.Ask<int[]>($$"""
            select conflicts from append(
              array[1], array['raw'], array[0], array[1], array['raw'], array[1], array['law.noted.v1'],
              array['{"text": "{{racer}}"}']::jsonb[], array['{"actor": "law"}']::jsonb[], array[now()])
            """)));

        conflicts.Count(refused => refused.Length == 0).ShouldBe(1);
        (await database.Ask<long>("select count(*) from events where stream = 'raw'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_conflict_changes_nothing()
    {
        await using var journal = database.Open();
        await journal.Append(Notes.To("settled", 0, "first"));
        await using var still = await database.HoldAppends(); // no other test of this class writes meanwhile: they run one after another
        var late = journal.Append(Notes.To("settled", 0, "late"), Notes.To("innocent", 0, "never"));
        await database.UntilHeld(1);
        var before = await database.Log();
        await still.DisposeAsync();

        (await late).Conflict.ShouldBeTrue();
        (await database.Log()).ShouldBe(before);
    }

    [Fact]
    public async Task A_lost_race_is_decided_again()
    {
        await using var one = database.Open();
        await using var other = database.Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? one : other).Note("shared", $"{i}")));

        outcomes.ShouldAllBe(outcome => outcome.Kind == OutcomeKind.Accepted);
        outcomes.Select(outcome => outcome.Version).Order().ShouldBe(Enumerable.Range(1, 16));
        var texts = (await one.Texts("shared")).Split(';', StringSplitOptions.RemoveEmptyEntries);
        texts.Order().ShouldBe(Enumerable.Range(0, 16).Select(i => $"{i}").Order());
    }

    [Fact]
    public async Task A_caller_that_names_another_version_is_stale()
    {
        await using var journal = database.Open();
        await journal.Append(Notes.To("moved", 0, "one", "two"));
        var before = await database.Log();

        var outcome = await journal.Handle<Tally>(
            "moved", 1, _ => Decision.Accept(new Noted("three")), Notes.Meta, Notes.Now, TestContext.Current.CancellationToken);

        (outcome.Kind, outcome.Version).ShouldBe((OutcomeKind.Stale, 2));
        (await database.Log()).ShouldBe(before);
    }
}
