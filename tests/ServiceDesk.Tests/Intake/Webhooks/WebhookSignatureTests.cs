using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Intake.Webhooks;

namespace ServiceDesk.Tests;

public class WebhookSignatureTests
{
    private const string id = "intake-4711", body = """{"test": 1}""";
    private const string published = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly WebhookSecret secret = WebhookSecret.Parse("whsec_" + published);
    private static readonly WebhookSecret newSecret = WebhookSecret.Parse(Convert.ToBase64String(Enumerable.Range(0, 32).Select(each => (byte)each).ToArray()));
    private static readonly Instant at = Desk.Opened;

    [Fact]
    public void The_published_vector_is_signed_and_verified()
    {
        using var vector = JsonDocument.Parse(File.ReadAllText(SharedData.Find("webhooks", "vector.json")));
        string Text(string name) => vector.RootElement.GetProperty(name).GetString()!;
        var sent = Instant.FromUnixTimeSeconds(vector.RootElement.GetProperty("timestamp").GetInt64());
        var utf8 = Encoding.UTF8.GetBytes(Text("body"));
        WebhookSecret[] secrets = [WebhookSecret.Parse(Text("secret"))];

        WebhookSignature.Sign(Text("msg_id"), sent, utf8, secrets).ShouldBe(Text("expected"));
        WebhookSignature.Refusal(Text("msg_id"), WebhookSignature.Timestamp(sent), Text("expected"), utf8, secrets, sent).ShouldBeNull();

        // Each of these rules has a test below; a new one in the vector needs one too.
        vector.RootElement.GetProperty("negative_rules").GetArrayLength().ShouldBe(6);
    }

    [Theory]
    [InlineData(null, "1", "v1,x", "webhook-id is missing")]
    [InlineData("", "1", "v1,x", "webhook-id is missing")]
    [InlineData("a", null, "v1,x", "webhook-timestamp is missing")]
    [InlineData("a", "1", null, "webhook-signature is missing")]
    [InlineData("a", "1", "", "webhook-signature is missing")]
    public void A_message_without_one_of_its_headers_is_refused(string? id, string? timestamp, string? signature, string reason) =>
        WebhookSignature.Refusal(id, timestamp, signature, [], [secret], at).ShouldBe(reason);

    [Theory]
    [InlineData("1.5")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("yesterday")]
    [InlineData("99999999999999999999")]
    public void A_time_that_is_no_whole_seconds_is_refused(string timestamp) =>
        WebhookSignature.Refusal(id, timestamp, "v1,x", [], [secret], at).ShouldBe("webhook-timestamp must be whole seconds since 1970");

    [Theory]
    [InlineData(-301, "webhook-timestamp is in the future")]
    [InlineData(-300, null)]
    [InlineData(0, null)]
    [InlineData(300, null)]
    [InlineData(301, "webhook-timestamp is too old")]
    public void A_message_is_as_new_as_the_tolerance(int age, string? reason) => Verify(Signed(secret), now: at + Duration.FromSeconds(age)).ShouldBe(reason);

    [Fact]
    public void A_wrong_or_partial_signature_is_refused()
    {
        var signature = Signed(secret);
        string[] wrong =
        [
            Signed(newSecret), signature[..^1], signature[..10], "v1,", "v1", signature[3..], signature + "=", "v2" + signature[2..], " ", ",",
        ];

        foreach (var one in wrong) Verify(one).ShouldBe("webhook-signature does not match", one);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("v1,bm90IGl0 {0}")]
    [InlineData("v1a,bm90IGl0 {0} v2,bm90IGl0")]
    [InlineData("nonsense {0}")]
    public void One_matching_signature_among_several_is_enough(string several) =>
        Verify(string.Format(null, several, Signed(secret))).ShouldBeNull();

    [Fact]
    public void While_a_secret_is_replaced_a_message_carries_both_signatures_and_either_secret_verifies()
    {
        var both = Signed(newSecret, secret);

        both.ShouldBe($"{Signed(newSecret)} {Signed(secret)}");
        Verify(both, secrets: secret).ShouldBeNull();
        Verify(both, secrets: newSecret).ShouldBeNull();
        Verify(Signed(secret), secrets: [newSecret, secret]).ShouldBeNull();
    }

    [Fact]
    public void Id_time_and_body_are_all_signed()
    {
        var (signature, utf8, timestamp) = (Signed(secret), Encoding.UTF8.GetBytes(body), WebhookSignature.Timestamp(at));

        WebhookSignature.Refusal("intake-4712", timestamp, signature, utf8, [secret], at).ShouldNotBeNull();
        WebhookSignature.Refusal(id, WebhookSignature.Timestamp(at + Duration.FromSeconds(1)), signature, utf8, [secret], at).ShouldNotBeNull();
        WebhookSignature.Refusal(id, timestamp, signature, utf8.AsSpan(1), [secret], at).ShouldNotBeNull();
        WebhookSignature.Refusal(id, timestamp, signature, utf8, [], at).ShouldNotBeNull();
    }

    [Fact]
    public void A_secret_is_taken_with_and_without_its_prefix() => WebhookSecret.Parse(published).Key.ShouldBe(secret.Key);

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64!")]
    public void What_is_no_secret_is_an_error_of_the_configuration_that_does_not_repeat_it(string text)
    {
        var message = Should.Throw<FormatException>(() => WebhookSecret.Parse(text)).Message;

        if (text.Length > 6) message.ShouldNotContain(text);
    }

    [Fact]
    public void A_secret_has_24_to_64_bytes()
    {
        foreach (var length in new[] { 24, 64 }) WebhookSecret.Parse(Convert.ToBase64String(new byte[length])).Key.Length.ShouldBe(length);
        foreach (var length in new[] { 23, 65, 3000 }) Should.Throw<FormatException>(() => WebhookSecret.Parse(Convert.ToBase64String(new byte[length])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("号")]
    public void An_id_that_could_be_split_another_way_is_not_signed(string wrong)
    {
        Should.Throw<ArgumentException>(() => WebhookSignature.Sign(wrong, at, [], [secret]));
        WebhookSignature.Refusal(wrong, WebhookSignature.Timestamp(at), "v1,x", [], [secret], at).ShouldNotBeNull();
    }

    [Fact]
    public void Without_a_secret_nothing_is_signed() => Should.Throw<ArgumentException>(() => WebhookSignature.Sign(id, at, [], []));

    [Fact]
    public void No_other_text_is_a_signature() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<string?>(),
        (id, timestamp, signature) => WebhookSignature.Refusal(id, timestamp, signature, [], [secret], at).ShouldNotBeNull()));

    private static string Signed(params WebhookSecret[] secrets) => WebhookSignature.Sign(id, at, Encoding.UTF8.GetBytes(body), secrets);

    private static string? Verify(string signature, Instant? now = null, params WebhookSecret[] secrets) => WebhookSignature.Refusal(
        id, WebhookSignature.Timestamp(at), signature, Encoding.UTF8.GetBytes(body), secrets.Length == 0 ? [secret] : secrets, now ?? at);
}
