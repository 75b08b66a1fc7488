using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>An inbound webhook as it is shown; its secret is not.</summary>
internal sealed record WebhookView(string Name, string Address, int Version, WebhookDefinition Definition, string DefinedBy, Instant DefinedAt)
{
    public static WebhookView Of(ChannelDefined defined, int version) =>
        new(defined.Webhook, $"/channels/webhooks/{defined.Webhook}", version, defined.Definition, defined.By, defined.At);
}

/// <summary>Inbound webhooks are defined, shown and tried.</summary>
internal static partial class DefineWebhook
{
    public static string StreamOf(string webhook) => $"channel-{webhook}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/channels/webhooks/{name}", Put).For(Roles.Admin).Accepts<WebhookDefinition>("application/json")
            .WithSummary("Defines an inbound webhook. A new secret is shown this once: with the first verification, and with rotateSecret.");
        routes.MapGet("/channels/webhooks", (Actor actor, ChannelDirectory channels) => TypedResults.Json(new
        {
            items = channels.Webhooks.Values.Where(one => IsVisible(one.Defined, actor)).OrderBy(one => one.Defined.Webhook, StringComparer.Ordinal)
                .Select(one => WebhookView.Of(one.Defined, one.Version)),
        }, HttpJson.Options)).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin).WithSummary("The inbound webhooks.");
        routes.MapGet("/channels/webhooks/examples", () => TypedResults.Text(WebhookExamples.Json, "application/json"))
            .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin).WithSummary("Definitions for DingTalk, WeCom, Feishu and Slack, ready to PUT, each with a sample of what is sent.");
        routes.MapGet("/channels/webhooks/{name}", Get).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin).WithSummary("An inbound webhook with all its versions, the newest first.");
        routes.MapPost("/channels/webhooks/{name}/try", Try).For(Roles.Admin).Accepts<object>("application/json")
            .WithSummary("What the webhook would make of a message. Nothing is created.");
    }

    public static bool IsVisible(ChannelDefined defined, Actor actor) => actor.Organization is null || actor.Organization == defined.Definition.Organization;

    private static async Task<IResult> Put(
        string name, HttpRequest request, Act act, AccessDirectory directory, Journal journal, ChannelDirectory channels, WebhookTrust trust, CancellationToken cancel)
    {
        if (!Name().IsMatch(name) || name == "examples") return Problem.Field("name", "must be a lower-case word of at most 63 letters, digits and dashes");
        var (definition, rotates) = WebhookDefinition.Read(await RawBody.Read(request, cancel), act.Actor, directory);
        var secretBefore = 0;
        var outcome = await journal.Handle<DefinedWebhook>(StreamOf(name), act.IfMatch, webhook =>
        {
            secretBefore = webhook.Defined?.SecretVersion ?? 0;
            return DefinedWebhook.Decide(webhook, name, definition, rotates, act.Actor, act.Now);
        }, act.Meta(act.RequestId(act.IdempotencyKey), new { name, definition, rotates }), act.Now, cancel);
        if (outcome.ToProblem() is { } problem) return problem;
        await channels.Settle(outcome.Position, cancel);
        var defined = outcome.State.Defined!;
        var isShown = outcome.Kind == OutcomeKind.Accepted && defined.SecretVersion > secretBefore;
        return TypedResults.Json(new
        {
            name,
            address = $"/channels/webhooks/{name}",
            outcome.Version,
            position = new LogPosition(journal.Log, outcome.Position).ToString(),
            secret = isShown ? trust.Secret(name, definition.Verification, defined.SecretVersion) : null,
        }, HttpJson.Options, statusCode: outcome.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> Get(string name, Actor actor, Journal journal, HttpResponse response, CancellationToken cancel)
    {
        var versions = (await journal.ReadStreams([StreamOf(name)], cancel)).Where(one => one.Body is ChannelDefined).Reverse().ToList();
        if (versions is not [{ Body: ChannelDefined newest }, ..] || !IsVisible(newest, actor)) return Problem.NotFound;
        response.Headers.ETag = OutcomeHttp.ETag(versions[0].Version);
        return TypedResults.Json(new { name, versions = versions.Select(one => WebhookView.Of((ChannelDefined)one.Body!, one.Version)) }, HttpJson.Options);
    }

    private static async Task<IResult> Try(string name, HttpRequest request, Actor actor, AccessDirectory directory, ChannelDirectory channels, CancellationToken cancel)
    {
        if (!channels.Webhooks.TryGetValue(name, out var webhook) || !IsVisible(webhook.Defined, actor)) return Problem.NotFound;
        if (StrictJson.Parse(await RawBody.Read(request, cancel), out var problem) is not { } json) return problem!;
        var mapped = webhook.Defined.Definition.Mapping.Apply(json);
        var errors = MappedSubmission.Errors(mapped, webhook.Defined.Definition, actor, directory);
        return TypedResults.Json(new { isAccepted = errors.Count == 0, ticket = mapped with { Errors = errors } }, HttpJson.Options);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z")]
    private static partial Regex Name();
}
