using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>Somebody wants to hear what happens to tickets.</summary>
internal sealed record DefineWebhook(string Url, IReadOnlyList<string> Types, string? Organization, string? Description, string? From) : IInput<DefineWebhook>
{
    private const int MostTypes = 50;
    private const int TypeCharacters = 100;
    private static readonly Duration bothSecrets = Duration.FromHours(24);

    public static DefineWebhook Read(Input input)
    {
        var webhook = new DefineWebhook(
            input.RequiredText("url", 2000), input.Texts("types", TypeCharacters), input.Text("organization", 63), input.Text("description", 500), input.Text("from", 100));
        if (webhook.Types.Count is 0 or > MostTypes) input.Refuse("types", $"must name 1 to {MostTypes} types, such as resolution.ticket-resolved.v1 or resolution.*");
        if (webhook.Types.Any(type => type.AsSpan().IndexOf('*') is >= 0 and var star && star != type.Length - 1)) input.Refuse("types", "may have a * at the end only");
        if (webhook.Organization is { } organization && !input.Directory.HasOrganization(organization)) input.Refuse("organization", "is not a registered organisation");
        if (input.Actor.Organization is { } bound && webhook.Organization != bound) input.Refuse("organization", $"must be {bound}: you act for that organisation only");
        if (webhook.From is not null && !LogPosition.TryParse(webhook.From, out _)) input.Refuse("from", "must be an event id such as intake/4711");
        return webhook;
    }

    public Decision Decide(Webhook webhook, string id, IReadOnlyDictionary<string, long> from, string by) => webhook switch
    {
        { Ended: true } => Decision.Reject("webhook-ended", "This webhook was ended; define another."),
        { Defined: { } same } when same.Url == Url && same.Types.SequenceEqual(Types) && same.Organization == Organization && same.Description == Description => Decision.Nothing,
        _ => Decision.Accept(new WebhookDefined(id, Url, Types, Organization, Description, from, by)),
    };

    public static Decision Rotate(Webhook webhook, string id, Instant now, string by) =>
        webhook.IsActive ? Decision.Accept(new WebhookSecretRotated(id, webhook.SecretNumber + 1, now + bothSecrets, by)) : Decision.Missing;

    public static Decision End(Webhook webhook, string id, string by) =>
        webhook.Defined is null ? Decision.Missing : webhook.Ended ? Decision.Nothing : Decision.Accept(new WebhookEnded(id, by));

    public static Decision Redeliver(Webhook webhook, string id, string from, string by) =>
        webhook.IsActive ? Decision.Accept(new WebhookRedeliveryRequested(id, from, by)) : Decision.Missing;
}

/// <summary>From where events are sent again.</summary>
internal sealed record Redeliver(LogPosition From) : IInput<Redeliver>
{
    public static Redeliver Read(Input input)
    {
        var from = input.RequiredText("from", 100);
        if (!LogPosition.TryParse(from, out var position) || !WebhookRoutes.Logs.Contains(position.Log) || position.Position < 1)
            input.Refuse("from", $"must be an event id such as intake/4711, of {string.Join(", ", WebhookRoutes.Logs)}");
        return new Redeliver(position);
    }
}
