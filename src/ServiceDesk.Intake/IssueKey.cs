using System.Buffers.Text;
using System.Security.Cryptography;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>A key by its id, and whether it opens anything still.</summary>
internal sealed record KeyView(string Id, bool Revoked);

/// <summary>API keys: issued for a person, shown once, revoked for ever.</summary>
internal static class IssueKey
{
    private const int KeyBytes = 32;

    public static Decision Issue(Registration key, string id, string person, string hash) =>
        key.Registered is null ? Decision.Accept(new ApiKeyIssued(id, person, hash)) : Decision.Reject("key-exists", "This key exists.");

    public static Decision Revoke(Registration key, string id) =>
        key.Registered is null ? Decision.Missing : key.Revoked ? Decision.Nothing : Decision.Accept(new ApiKeyRevoked(id));

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/people/{person}/keys", async (string person, Act act, Journal journal, AccessDirectory directory, AccessChanges changes, CancellationToken cancel) =>
        {
            if (directory.Find(person) is null) return Problem.NotFound;
            var (id, key) = (Guid.CreateVersion7().ToString(), "sdk_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes)));
            var hash = AccessDirectory.HashOf(key);
            var outcome = await journal.Create<Registration>(Streams.Key(id), state => Issue(state, id, person, hash), act.Meta(null, hash), act.Now, waitForRoom: false, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await changes.Settle(outcome.Position, cancel);
            return (IResult)TypedResults.Created($"/keys/{id}", new { id, key, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Admin).WithSummary("Issues an API key; it is shown this once.");

        routes.MapGet("/people/{person}/keys", async (string person, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (directory.Find(person) is not { } known || (actor.Organization is not null && actor.Organization != known.Organization)) return (IResult)Problem.NotFound;
            await using var command = journal.Database.CreateCommand("select key, revoked from api_keys where person = $1 order by key");
            command.Parameters.Add(new() { Value = person });
            var items = new List<KeyView>();
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel)) items.Add(new KeyView(row.GetString(0), row.GetBoolean(1)));
            return TypedResults.Ok(new { items });
        }).For(Roles.Admin).WithSummary("The API keys of a person by their ids; no key is ever shown again.");

        routes.MapDelete("/keys/{id}", async (string id, Act act, Journal journal, AccessChanges changes, CancellationToken cancel) =>
        {
            var outcome = await journal.Handle<Registration>(Streams.Key(id), act.IfMatch, key => Revoke(key, id), act.Meta(null, id), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await changes.Settle(outcome.Position, cancel);
            return (IResult)TypedResults.NoContent();
        }).For(Roles.Admin).WithSummary("Revokes an API key.");
    }
}
