using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Channels;
using ServiceDesk.Intake.Webhooks;

namespace ServiceDesk.Tests;

public class WebhookTests
{
    private static readonly byte[] body = Encoding.UTF8.GetBytes("""{"text":"打印机"}""");
    private static readonly WebhookTrust trust = new(Convert.ToBase64String(new byte[32]));
    private static readonly JsonMapping mapping = new(new Dictionary<string, MappedField>());
    private static readonly WebhookDefinition plain = new("chat", "acme", mapping, true, Verification.None, null, []);
    private static readonly WebhookDefinition hmac = plain with { Verification = Verification.HmacSha256, Header = "X-Sign" };
    private static readonly WebhookDefinition standard = plain with { Verification = Verification.StandardWebhooks };

    [Theory]
    [InlineData("hex")]
    [InlineData("HEX")]
    [InlineData("base64")]
    [InlineData("scheme")]
    public void A_signed_body_is_trusted_however_the_signature_is_written(string form)
    {
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(trust.Secret("w", Verification.HmacSha256, 1)), body);
        var written = form switch
        {
            "hex" => Convert.ToHexStringLower(mac),
            "HEX" => Convert.ToHexString(mac),
            "base64" => Convert.ToBase64String(mac),
            _ => "sha256=" + Convert.ToHexStringLower(mac),
        };

        IsTrusted(Defined(hmac, 1), ("X-Sign", written)).ShouldBeTrue();
        trust.IsTrusted(Defined(hmac, 1), Header(("X-Sign", written)), [.. body, 32], Desk.Opened).ShouldBeFalse();
        IsTrusted(Defined(hmac, 1) with { Webhook = "other" }, ("X-Sign", written)).ShouldBeFalse();
        IsTrusted(Defined(hmac, 1), ("X-Other", written)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("zz")]
    [InlineData("AAAA")]
    public void Nonsense_for_a_signature_is_not_trusted(string signature) => IsTrusted(Defined(hmac, 1), ("X-Sign", signature)).ShouldBeFalse();

    [Fact]
    public void No_signature_opens_a_webhook_that_does_not_exist_or_takes_none()
    {
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(trust.Secret("w", Verification.None, 1)), body));
        var nobody = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(trust.Secret("", Verification.None, 1)), body));

        IsTrusted(Defined(plain, 1), ("x-signature", mac)).ShouldBeFalse();
        IsTrusted(null, ("x-signature", nobody)).ShouldBeFalse();
    }

    [Fact]
    public void Standard_webhooks_are_trusted_for_five_minutes()
    {
        var secret = trust.Secret("w", Verification.StandardWebhooks, 1);
        secret.ShouldStartWith("whsec_");
        var signature = WebhookSignature.Sign("m1", Desk.Opened, body, [WebhookSecret.Parse(secret)]);
        (string, string)[] headers = [("webhook-id", "m1"), ("webhook-timestamp", WebhookSignature.Timestamp(Desk.Opened)), ("webhook-signature", signature)];

        trust.IsTrusted(Defined(standard, 1), Header(headers), body, Desk.At(5)).ShouldBeTrue();
        trust.IsTrusted(Defined(standard, 1), Header(headers), body, Desk.At(6)).ShouldBeFalse();
    }

    [Fact]
    public void The_secret_before_counts_for_a_day()
    {
        var old = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(trust.Secret("w", Verification.HmacSha256, 1)), body));

        trust.IsTrusted(Defined(hmac, 2), Header(("X-Sign", old)), body, Desk.Opened + Duration.FromHours(23)).ShouldBeTrue();
        trust.IsTrusted(Defined(hmac, 2), Header(("X-Sign", old)), body, Desk.Opened + Duration.FromHours(24)).ShouldBeFalse();
        trust.IsTrusted(Defined(hmac, 3), Header(("X-Sign", old)), body, Desk.Opened).ShouldBeFalse();
    }

    [Fact]
    public void The_first_verification_makes_a_secret_and_the_same_again_is_nothing()
    {
        Given().When(webhook => Define(webhook, hmac, rotates: false)).Then(Defined(hmac, 1));
        Given(Defined(hmac, 1)).When(webhook => Define(webhook, hmac, rotates: false)).ThenNothing();
        Given(Defined(hmac, 1)).When(webhook => Define(webhook, hmac, rotates: true)).Then(Defined(hmac, 2));
        Given().When(webhook => Define(webhook, plain, rotates: true)).Then(Defined(plain, 0) with { SecretSince = null });
    }

    [Fact]
    public void Who_is_bound_to_another_organisation_does_not_redefine_it() => Given(Defined(plain, 1))
        .When(webhook => DefinedWebhook.Decide(webhook, "w", plain, false, Desk.Root with { Organization = "globex" }, Desk.Opened)).ThenMissing();

    [Fact]
    public void A_definition_comes_back_from_the_log_as_it_was()
    {
        var full = Defined(standard with { Mapping = Example("slack").Mapping, EventTypes = ["a.b"] }, 1);
        JsonSerializer.Serialize(Desk.Reread(full), Desk.Types.Json).ShouldBe(JsonSerializer.Serialize(full, Desk.Types.Json));
    }

    [Theory]
    [InlineData("dingtalk", "打印机没有反应", "李娜", "cid0001 $:LWCP_v1:$0001", "msg0001")]
    [InlineData("wecom", "VPN 连不上", "lina", "chat0001 lina", "m0001")]
    [InlineData("feishu", "邮箱收不到邮件", "李娜", "om_0001", "om_0001")]
    [InlineData("slack", "The printer on floor 3 does not answer", "U0001", "1767225600.000100", "C0001 1767225600.000100")]
    public void Every_example_reads_its_sample(string name, string subject, string requester, string key, string message)
    {
        var (example, sample) = Example(name);
        example.Validate().ShouldBeEmpty();

        var ticket = example.Apply(sample);

        ticket.Errors.ShouldBeEmpty();
        (ticket.Subject, ticket.Requester.Name, ticket.DedupKey, ticket.MessageId).ShouldBe((subject, requester, key, message));
    }

    [Fact]
    public void A_channel_that_fails_is_recorded_once_until_it_works_again()
    {
        DeciderSpec<ChannelState>.Given().When(state => ChannelState.Decide(state, "email", "busy", Desk.Opened)).Then(new ChannelFailed("email", "busy", Desk.Opened));
        DeciderSpec<ChannelState>.Given(new ChannelFailed("email", "busy", Desk.Opened)).When(state => ChannelState.Decide(state, "email", "busy", Desk.Opened)).ThenNothing();
        DeciderSpec<ChannelState>.Given(new ChannelFailed("email", "busy", Desk.Opened)).When(state => ChannelState.Decide(state, "email", null, Desk.Opened))
            .Then(new ChannelRecovered("email", Desk.Opened));
        DeciderSpec<ChannelState>.Given().When(state => ChannelState.Decide(state, "email", null, Desk.Opened)).ThenNothing();
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/tickets?new=1#top", true)]
    [InlineData("", false)]
    [InlineData("tickets", false)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/a\\b", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("/\t/evil.example", false)]
    [InlineData("/a\r\nSet-Cookie: x", false)]
    public void Only_a_path_here_is_returned_to(string path, bool isLocal) => SubmitForm.IsLocal(path).ShouldBe(isLocal);

    [Fact]
    public void A_form_is_a_submission_with_nested_fields() => Encoding.UTF8.GetString(SubmitForm.ToJson(new Dictionary<string, string>
    {
        ["kind"] = "request",
        ["type"] = "laptop",
        ["fields[model]"] = "X1",
        ["requester.phone"] = "1",
        ["category"] = " ",
        ["channel"] = "api",
        ["returnTo"] = "/",
    })).ShouldBe("""{"channel":"portal","kind":"request","requestType":"laptop","fields":{"model":"X1"},"requester":{"phone":"1"}}""");

    private static (JsonMapping Mapping, JsonElement Sample) Example(string name)
    {
        var example = JsonDocument.Parse(WebhookExamples.Json).RootElement.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        var errors = new FieldErrors();
        var read = MappingReader.Read(example.GetProperty("definition"), errors);
        errors.ByField().ShouldBeEmpty();
        return (read, example.GetProperty("sample"));
    }

    private static DeciderSpec<DefinedWebhook> Given(params object[] events) => DeciderSpec<DefinedWebhook>.Given(events);

    private static EventStore.Decision Define(DefinedWebhook webhook, WebhookDefinition definition, bool rotates) =>
        DefinedWebhook.Decide(webhook, "w", definition, rotates, Desk.Root, Desk.Opened);

    private static ChannelDefined Defined(WebhookDefinition definition, int secret) => new("w", definition, secret, Desk.Opened, Desk.Root.Id, Desk.Opened);

    private static bool IsTrusted(ChannelDefined? defined, params (string, string)[] headers) => trust.IsTrusted(defined, Header(headers), body, Desk.Opened);

    private static Func<string, StringValues> Header(params (string Name, string Value)[] headers) =>
        name => headers.Where(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value).FirstOrDefault();
}
