using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Store;

public sealed class Requests(LogDatabase database) : IClassFixture<LogDatabase>
{
    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_again()
    {
        await using var journal = database.Open();
        var first = await Send(journal, "repeated", "key", "content");
        await journal.Note("repeated", "something later");
        var before = await database.Log();

        var again = await Send(journal, "repeated", "key", "content");

        (again.Kind, again.Version, again.Position).ShouldBe((OutcomeKind.Replayed, first.Version, first.Position));
        (await database.Log()).ShouldBe(before);
    }

    [Fact]
    public async Task A_key_is_not_used_for_two_requests()
    {
        await using var journal = database.Open();
        await Send(journal, "reused", "key", "content");
        var before = await database.Log();

        (await Send(journal, "reused", "key", "other content")).Kind.ShouldBe(OutcomeKind.KeyReused);
        (await database.Log()).ShouldBe(before);
    }

    [Fact]
    public async Task Of_many_equal_requests_at_once_one_is_recorded()
    {
        await using var one = database.Open();
        await using var other = database.Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Send(i % 2 == 0 ? one : other, "crowded", "key", "content")));

        outcomes.Count(outcome => outcome.Kind == OutcomeKind.Accepted).ShouldBe(1);
        outcomes.Count(outcome => outcome.Kind == OutcomeKind.Replayed).ShouldBe(15);
        outcomes.Select(outcome => (outcome.Version, outcome.Position)).Distinct().ShouldHaveSingleItem();
    }

    public static Task<Outcome<Tally>> Send(Journal journal, string stream, string request, string fingerprint) => journal.Create<Tally>(
        stream, _ => Decision.Accept(new Noted(fingerprint)), Notes.Meta with { Request = request, Fingerprint = fingerprint },
        Notes.Now, waitForRoom: false, TestContext.Current.CancellationToken);
}
