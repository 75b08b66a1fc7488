using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Hosting;

namespace ServiceDesk.Tests;

public sealed class WebTokenTests : IDisposable
{
    private const string Es256 = """{"alg":"ES256","typ":"JWT"}""";

    private sealed class At(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }

    private static readonly long issued = Desk.Opened.ToUnixTimeSeconds();

    private readonly ECDsa web = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa another = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void A_token_of_web_names_who_acts()
    {
        var actor = Actor(Token(Claims()), Desk.At(1)).ShouldNotBeNull();

        (actor.Id, actor.Organization, actor.Via).ShouldBe(("person-grace", "acme", "web"));
        actor.Roles.ShouldBe(["requester", "agent"]);
    }

    [Fact]
    public void Staff_have_no_organisation() => Actor(Token(Claims("org", null)), Desk.At(1)).ShouldNotBeNull().Organization.ShouldBeNull();

    [Fact]
    public void The_framework_can_ask_for_the_roles()
    {
        var principal = new WebToken(PublicKey, new At(Desk.At(1))).Authenticate(Token(Claims())).ShouldNotBeNull();

        (principal.IsInRole("agent"), principal.IsInRole("admin"), principal.Identity!.IsAuthenticated).ShouldBe((true, false, true));
    }

    [Fact]
    public void A_token_ends_at_its_expiry()
    {
        Actor(Token(Claims()), Desk.At(5) - Duration.Epsilon).ShouldNotBeNull();
        Actor(Token(Claims()), Desk.At(5)).ShouldBeNull();
    }

    [Fact]
    public void A_token_from_the_future_is_refused_beyond_the_skew_of_clocks()
    {
        Actor(Token(Claims()), Desk.Opened - Duration.FromSeconds(30)).ShouldNotBeNull();
        Actor(Token(Claims()), Desk.Opened - Duration.FromSeconds(31)).ShouldBeNull();
    }

    [Fact]
    public void A_token_for_more_than_five_minutes_is_refused() => Actor(Token(Claims("exp", issued + 301)), Desk.At(1)).ShouldBeNull();

    [Fact]
    public void A_token_of_another_issuer_is_refused() => Actor(Token(Claims("iss", "another")), Desk.At(1)).ShouldBeNull();

    [Fact]
    public void A_token_signed_by_another_key_is_refused() => Actor(Token(Claims(), key: another), Desk.At(1)).ShouldBeNull();

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"es256"}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":7}""")]
    [InlineData("[]")]
    public void A_token_of_another_algorithm_is_refused_even_when_web_signed_it(string header) => Actor(Token(Claims(), header), Desk.At(1)).ShouldBeNull();

    [Fact]
    public void A_token_without_a_signature_is_refused()
    {
        var parts = Token(Claims(), """{"alg":"none"}""").Split('.');
        Actor($"{parts[0]}.{parts[1]}.", Desk.At(1)).ShouldBeNull();

        var signed = Token(Claims()).Split('.');
        Actor($"{signed[0]}.{signed[1]}.", Desk.At(1)).ShouldBeNull();
    }

    [Fact]
    public void A_token_whose_claims_were_changed_is_refused()
    {
        var parts = Token(Claims()).Split('.');
        var forged = Encode(Claims("roles", new JsonArray("admin")).ToJsonString());

        Actor($"{parts[0]}.{forged}.{parts[2]}", Desk.At(1)).ShouldBeNull();
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("roles")]
    [InlineData("iat")]
    [InlineData("exp")]
    public void A_token_without_a_claim_is_refused(string claim)
    {
        var claims = Claims();
        claims.Remove(claim);

        Actor(Token(claims), Desk.At(1)).ShouldBeNull();
    }

    [Theory]
    [InlineData("sub", "null")]
    [InlineData("sub", "7")]
    [InlineData("roles", "\"admin\"")]
    [InlineData("roles", "[null]")]
    [InlineData("iat", "\"now\"")]
    [InlineData("iat", "9223372036854775807")]
    [InlineData("exp", "1.5")]
    public void A_token_with_a_claim_of_another_shape_is_refused(string claim, string json) =>
        Actor(Token(Claims(claim, JsonNode.Parse(json))), Desk.At(1)).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("é.é.é")]
    [InlineData("e30.e30.AAAA")]
    public void Garbage_is_refused(string token) => Actor(token, Desk.At(1)).ShouldBeNull();

    public void Dispose()
    {
        web.Dispose();
        another.Dispose();
    }

    private string PublicKey => Convert.ToBase64String(web.ExportSubjectPublicKeyInfo());

    private Actor? Actor(string token, Instant now) =>
        new WebToken(PublicKey, new At(now)).Authenticate(token) is { } principal ? ServiceDesk.Hosting.Actor.Of(principal) : null;

    private static JsonObject Claims() => new()
    {
        ["iss"] = "servicedesk-web",
        ["sub"] = "person-grace",
        ["roles"] = new JsonArray("requester", "agent"),
        ["org"] = "acme",
        ["iat"] = issued,
        ["exp"] = issued + 300,
    };

    private static JsonObject Claims(string changed, JsonNode? value)
    {
        var claims = Claims();
        if (changed == "org" && value is null) claims.Remove(changed);
        else claims[changed] = value;
        return claims;
    }

    private string Token(JsonObject claims, string header = Es256, ECDsa? key = null)
    {
        var signed = $"{Encode(header)}.{Encode(claims.ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? web).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
