using System.Globalization;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>A webhook as its owner sees it; the secret is shown when it is made.</summary>
internal sealed record WebhookView(
    string Id, string Url, IReadOnlyList<string> Types, string? Organization, string? Description, int SecretNumber, Instant? PreviousSecretUntil, long Waiting, long GivenUp);

/// <summary>One event on its way to a receiver.</summary>
internal sealed record DeliveryView(
    long Sequence, string Event, string Type, Guid Ticket, string State, int Failures, int? Status, string? Error, Instant? NextTry, Instant? DeliveredAt);

/// <summary>Webhooks over HTTP: for admins, and for the admins of one organisation about its own tickets.</summary>
internal static class WebhookRoutes
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;
    private static readonly string[] states = ["waiting", "delivered", "given-up"];

    /// <summary>The logs that say something about tickets.</summary>
    public static IReadOnlyList<string> Logs { get; } = [Contracts.Logs.Intake, Contracts.Logs.Routing, Contracts.Logs.Resolution];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/webhooks", Create).For(Roles.Admin).Accepts<DefineWebhook>("application/json").WithSummary("Sends events about tickets to an address; the secret is shown this once.");
        routes.MapPut("/webhooks/{id:guid}", Change).For(Roles.Admin).Accepts<DefineWebhook>("application/json").WithSummary("Changes where or what a webhook is sent.");
        routes.MapGet("/webhooks", async (Actor actor, Journal journal, CancellationToken cancel) =>
            TypedResults.Ok(new { items = await Views(journal, actor, null, cancel) })).For(Roles.Admin, Roles.Auditor).WithSummary("The webhooks, with what waits.");
        routes.MapGet("/webhooks/{id:guid}", async (Guid id, Actor actor, Journal journal, CancellationToken cancel) =>
            await Views(journal, actor, id.ToString(), cancel) is [{ } one] ? TypedResults.Ok(one) : (IResult)Problem.NotFound).For(Roles.Admin, Roles.Auditor).WithSummary("A webhook.");
        routes.MapDelete("/webhooks/{id:guid}", async (Guid id, Act act, Journal journal, ReadModels models, CancellationToken cancel) =>
            await Handle(id, act, journal, models, webhook => DefineWebhook.End(webhook, $"{id}", act.Actor.Id), new { id, verb = "end" }, cancel) is { Problem: { } problem }
                ? problem
                : (IResult)TypedResults.NoContent()).For(Roles.Admin).WithSummary("Ends a webhook; nothing is sent any more.");
        routes.MapPost("/webhooks/{id:guid}/rotate", Rotate).For(Roles.Admin).WithSummary("Makes the next secret; the one before signs too for a day.");
        routes.MapPost("/webhooks/{id:guid}/redeliver", Again).For(Roles.Admin).Accepts<Redeliver>("application/json").WithSummary("Sends again from an event of one log on.");
        routes.MapGet("/webhooks/{id:guid}/deliveries", Deliveries).For(Roles.Admin, Roles.Auditor).WithSummary("What was sent, what waits and why.");
    }

    private static async Task<IResult> Create(
        Body<DefineWebhook> body, Act act, Journal journal, ReadModels models, Feeds feeds, TargetRules rules, WebhookSecrets secrets, CancellationToken cancel)
    {
        var command = body.Value;
        if (TargetAddress.Refusal(command.Url, rules) is { } refusal) return Problem.Field("url", refusal);
        var request = act.RequestId(act.IdempotencyKey);
        var id = (request ?? Guid.CreateVersion7()).ToString();
        var from = await Heads(feeds, cancel);
        if (LogPosition.TryParse(command.From, out var start) && from.ContainsKey(start.Log)) from[start.Log] = start.Position - 1;
        var outcome = await journal.Create<Webhook>(
            Webhook.StreamOf(id), webhook => command.Decide(webhook, id, from, act.Actor.Id), act.Meta(request, command), act.Now, waitForRoom: false, cancel);
        if (outcome.ToProblem() is { } problem) return problem;
        await models.Until(journal.Log, outcome.Position, cancel);
        return TypedResults.Created($"/webhooks/{id}", new { id, secret = secrets.Of(id, 1), Position = new LogPosition(journal.Log, outcome.Position).ToString() });
    }

    private static async Task<IResult> Change(
        Guid id, Body<DefineWebhook> body, Act act, Journal journal, ReadModels models, TargetRules rules, CancellationToken cancel)
    {
        var command = body.Value;
        if (command.From is not null) return Problem.Field("from", "belongs to a new webhook; ask for redelivery instead");
        if (TargetAddress.Refusal(command.Url, rules) is { } refusal) return Problem.Field("url", refusal);
        var (problem, position) = await Handle(
            id, act, journal, models, webhook => webhook.Defined is { } defined ? command.Decide(webhook, $"{id}", defined.From, act.Actor.Id) : Decision.Missing, command, cancel);
        return problem ?? (IResult)TypedResults.Ok(new { id, position });
    }

    private static async Task<IResult> Rotate(Guid id, Act act, Journal journal, ReadModels models, WebhookSecrets secrets, CancellationToken cancel)
    {
        var (problem, position) = await Handle(id, act, journal, models, webhook => DefineWebhook.Rotate(webhook, $"{id}", act.Now, act.Actor.Id), new { id, verb = "rotate" }, cancel);
        if (problem is not null) return problem;
        var webhook = (await journal.Load<Webhook>(Webhook.StreamOf($"{id}"), cancel)).State;
        return TypedResults.Ok(new { id, secret = secrets.Of($"{id}", webhook.SecretNumber), webhook.SecretNumber, position });
    }

    private static async Task<IResult> Again(Guid id, Body<Redeliver> body, Act act, Journal journal, ReadModels models, WebhookQueue queue, CancellationToken cancel)
    {
        var from = body.Value.From;
        var (problem, position) = await Handle(
            id, act, journal, models, webhook => DefineWebhook.Redeliver(webhook, $"{id}", from.ToString(), act.Actor.Id), new { id, from = from.ToString() }, cancel);
        if (problem is not null) return problem;
        await queue.Rewind($"{id}", from, cancel);
        return TypedResults.Ok(new { id, position });
    }

    /// <summary>One command on a webhook that the actor may see; done when the list shows it.</summary>
    private static async Task<(Problem? Problem, string? Position)> Handle(
        Guid id, Act act, Journal journal, ReadModels models, Func<Webhook, Decision> decide, object content, CancellationToken cancel)
    {
        var outcome = await journal.Handle<Webhook>(
            Webhook.StreamOf($"{id}"), act.IfMatch, webhook => IsVisible(webhook.Defined?.Organization, act.Actor) ? decide(webhook) : Decision.Missing,
            act.Meta(act.RequestId(act.IdempotencyKey), content), act.Now, cancel);
        if (outcome.ToProblem() is { } problem) return (problem, null);
        await models.Until(journal.Log, outcome.Position, cancel);
        return (null, new LogPosition(journal.Log, outcome.Position).ToString());
    }

    private static bool IsVisible(string? organization, Actor actor) => actor.Organization is null || actor.Organization == organization;

    private static async Task<Dictionary<string, long>> Heads(Feeds feeds, CancellationToken cancel)
    {
        var heads = new Dictionary<string, long>();
        foreach (var log in Logs) heads[log] = await feeds.Of(log).Head(cancel);
        return heads;
    }

    private static async Task<IReadOnlyList<WebhookView>> Views(Journal journal, Actor actor, string? id, CancellationToken cancel)
    {
        var views = new List<WebhookView>();
        foreach (var webhook in await WebhookRow.All(journal.Database, cancel))
        {
            if (!IsVisible(webhook.Organization, actor) || (id is not null && webhook.Id != id)) continue;
            await using var count = journal.Database.CreateCommand(
                "select count(*) filter (where state = 'waiting'), count(*) filter (where state = 'given-up') from delivery.events where webhook = $1 and state <> 'delivered'");
            count.Parameters.Add(new() { Value = webhook.Id });
            await using var row = await count.ExecuteReaderAsync(cancel);
            await row.ReadAsync(cancel);
            views.Add(new WebhookView(
                webhook.Id, webhook.Url, webhook.Types, webhook.Organization, webhook.Description, webhook.SecretNumber, webhook.PreviousUntil, row.GetInt64(0), row.GetInt64(1)));
        }
        return views;
    }

    private static async Task<IResult> Deliveries(Guid id, string? state, long? after, int? limit, Actor actor, Journal journal, CancellationToken cancel)
    {
        if (await Views(journal, actor, $"{id}", cancel) is not [_]) return Problem.NotFound;
        if (state is not null && !states.Contains(state)) return Problem.Field("state", $"must be one of {string.Join(", ", states)}");
        var most = limit ?? UsualLimit;
        if (most is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
        var items = new List<DeliveryView>();
        await using var command = journal.Database.CreateCommand("""
            select sequence, log, position, type, ticket, state, failures, status, error, nullif(next_try, '-infinity'), delivered_at
            from delivery.events
            where webhook = $1 and sequence > $2 and ($3::text is null or state = $3)
            order by sequence
            limit $4
            """);
        command.Parameters.Add(new() { Value = $"{id}" });
        command.Parameters.Add(new() { Value = after ?? 0 });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = state ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = most + 1 });
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            items.Add(new DeliveryView(
                row.GetInt64(0), new LogPosition(row.GetString(1), row.GetInt64(2)).ToString(), row.GetString(3), row.GetGuid(4), row.GetString(5), row.GetInt32(6),
                row.IsDBNull(7) ? null : row.GetInt32(7), row.IsDBNull(8) ? null : row.GetString(8), At(row, 9), At(row, 10)));
        }
        var next = items.Count > most ? items[most - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new { items = items.Take(most), next });
    }

    private static Instant? At(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
}
