using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Intake.Webhooks;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Webhooks.Webhook>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DefineWebhookTests
{
    private static readonly Dictionary<string, long> from = new() { ["intake"] = 4 };
    private static readonly DefineWebhook command = new("https://example.org/", ["intake.*"], "acme", null, null);
    private static readonly WebhookDefined defined = new("w", "https://example.org/", ["intake.*"], "acme", null, from, Root.Id);

    [Fact]
    public void A_webhook_is_defined_with_where_it_begins() => Given().When(webhook => command.Decide(webhook, "w", from, Root.Id)).Then(defined);

    [Fact]
    public void The_same_definition_again_changes_nothing() => Given(defined).When(webhook => command.Decide(webhook, "w", from, Root.Id)).ThenNothing();

    [Fact]
    public void A_webhook_that_was_ended_stays_ended() => Given(defined, new WebhookEnded("w", Root.Id))
        .When(webhook => (command with { Url = "https://other.example/" }).Decide(webhook, "w", from, Root.Id)).ThenRejected("webhook-ended");

    [Fact]
    public void A_change_keeps_where_it_began() => Given(defined, defined with { Url = "https://other.example/", From = new Dictionary<string, long>() })
        .State.Defined!.From.ShouldBe(from);

    [Fact]
    public void Secrets_count_up() => Given(defined, new WebhookSecretRotated("w", 2, At(5), Root.Id)).When(webhook => DefineWebhook.Rotate(webhook, "w", At(10), Root.Id))
        .Then(new WebhookSecretRotated("w", 3, At(10) + Duration.FromHours(24), Root.Id));

    [Fact]
    public void What_is_not_there_cannot_be_ended_rotated_or_sent_again()
    {
        Given().When(webhook => DefineWebhook.End(webhook, "w", Root.Id)).ThenMissing();
        Given().When(webhook => DefineWebhook.Rotate(webhook, "w", At(1), Root.Id)).ThenMissing();
        Given(defined, new WebhookEnded("w", Root.Id)).When(webhook => DefineWebhook.Redeliver(webhook, "w", "intake/1", Root.Id)).ThenMissing();
    }

    [Fact]
    public void Ending_twice_is_ending_once() => Given(defined, new WebhookEnded("w", Root.Id)).When(webhook => DefineWebhook.End(webhook, "w", Root.Id)).ThenNothing();

    [Theory]
    [InlineData("intake.*", true)]
    [InlineData("intake.ticket-submitted.v1", true)]
    [InlineData("intake.ticket-*", true)]
    [InlineData("routing.*", false)]
    [InlineData("intake.ticket-submitted", false)]
    public void A_webhook_hears_the_types_it_names(string type, bool hears) => Row(type).Hears(Recorded(Submitted)).ShouldBe(hears);

    [Fact]
    public void Nobody_outside_hears_what_was_imported_or_is_about_no_ticket()
    {
        Row("*").Hears(Recorded(Submitted, meta: new EventMeta { Actor = "x", Imported = new ImportedFrom("old", "1") })).ShouldBeFalse();
        Row("*").Hears(Recorded(Submitted, stream: "key-bootstrap")).ShouldBeFalse();
    }

    [Fact]
    public void A_secret_is_the_same_after_a_restart_and_another_for_another_webhook_or_number()
    {
        var master = Convert.ToBase64String(new byte[32]);

        new WebhookSecrets(master).Of("w", 1).ShouldBe(new WebhookSecrets(master).Of("w", 1));
        new[] { new WebhookSecrets(master).Of("w", 2), new WebhookSecrets(master).Of("v", 1), new WebhookSecrets(Convert.ToBase64String(new byte[31].Append((byte)1).ToArray())).Of("w", 1) }
            .ShouldNotContain(new WebhookSecrets(master).Of("w", 1));
    }

    private static WebhookRow Row(string type) => new("w", "https://example.org/", [type], null, null, from, 1, null);
}
