using System.Security.Cryptography;
using System.Text;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

[Collection(DeskCollection.Name)]
public sealed class Webhooks(Desk desk) : IAsyncLifetime
{
    private readonly Receiver receiver = new();
    private readonly List<string> ids = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var id in ids) await desk.Admin.Send(HttpMethod.Delete, "intake", $"/webhooks/{id}", null);
        receiver.Dispose();
    }

    [Fact]
    public async Task Every_event_of_a_ticket_arrives_signed_in_causal_order_without_a_gap()
    {
        var (_, secret) = await Define("intake.*", "routing.*", "resolution.*");
        var ticket = await Ticket("demo");
        await desk.As("agent").Post("resolution", $"/tickets/{ticket}/respond?position={await Routed(ticket)}", new { message = "On it" });

        await desk.Quiet();
        await Eventually.Holds(async () => Of(ticket).Count == (await Events(ticket)).Count(), "everything arrives");

        var got = Of(ticket);
        got.Select(one => one.Event["type"]!.ToString()).Take(2).ShouldContain("intake.ticket-submitted.v1");
        got[0].Event["type"]!.ToString().ShouldBe("intake.ticket-submitted.v1");
        got.Select(one => one.Id).ShouldBe((await Events(ticket)), ignoreOrder: true);
        receiver.All.Select(one => one.Sequence).Order().ShouldBe(Enumerable.Range(1, receiver.All.Count).Select(n => (long)n));
        foreach (var one in got)
        {
            one.Id.ShouldBe(one.Event["id"]!.ToString());
            one.Signature.ShouldBe(Sign(secret, one));
            if (one.Event["causeid"] is { } cause) Place(got, cause.ToString()).ShouldBeLessThan(Place(got, one.Id));
        }
    }

    [Fact]
    public async Task What_fails_holds_up_its_own_ticket_only()
    {
        await Define("intake.ticket-submitted.v1", "resolution.*");
        var (bad, failures) = ("", 0);
        receiver.Answer = e => e["subject"]!.ToString() == bad && failures++ == 0 ? 500 : 204;
        bad = await Ticket("demo");
        var good = await Ticket("demo");

        await Eventually.Holds(() => Of(good).Count >= 2, "the other ticket arrives");
        Of(bad).ShouldBeEmpty();

        await Eventually.Holds(() => Of(bad).Count >= 2, "the failed event is tried again");
        Of(bad)[0].Event["type"]!.ToString().ShouldBe("intake.ticket-submitted.v1");
        receiver.All.Count(one => one.Ticket == bad && one.Answer == 500).ShouldBe(1);
    }

    [Fact]
    public async Task A_receiver_that_is_away_and_a_killed_sender_lose_nothing()
    {
        var (id, _) = await Define("intake.ticket-submitted.v1", "routing.ticket-routed.v1", "resolution.case-opened.v1");
        var tickets = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            for (var n = 0; n < 5; n++) tickets.Add(await Ticket("demo"));
            if (round == 0) receiver.Abort();
            if (round == 1) await desk.Instance["intake"].Kill();
            if (round == 1) await desk.Instance["intake"].Restart(TestContext.Current.CancellationToken);
        }
        await Task.Delay(500, TestContext.Current.CancellationToken);
        receiver.Open();

        await Eventually.Holds(() => tickets.All(ticket => Of(ticket).Count == 3), "everything arrives");
        foreach (var ticket in tickets) Of(ticket)[0].Event["type"]!.ToString().ShouldBe("intake.ticket-submitted.v1");
        Hash(receiver.Taken.Select(one => one.Id)).ShouldBe(Hash(await desk["intake"].List<string>(
            $"select log || '/' || position from delivery.events where webhook = '{id}' order by sequence")));
        // The sender notes an answer a moment after it was given.
        await Eventually.Holds(
            async () => await desk["intake"].Ask<long>($"select count(*) from delivery.events where webhook = '{id}' and state <> 'delivered'") == 0, "all are noted as delivered");
    }

    [Fact]
    public async Task Events_are_sent_again_from_a_position_under_their_old_ids()
    {
        var (id, _) = await Define("intake.ticket-submitted.v1");
        var first = await Ticket("demo");
        var second = await Ticket("demo");
        await Eventually.Holds(() => Of(first).Count == 1 && Of(second).Count == 1, "both arrive");
        var from = Of(first).Single();

        (await desk.Admin.Post("intake", $"/webhooks/{id}/redeliver", new { from = from.Id })).Status.ShouldBe(200);

        await Eventually.Holds(() => receiver.All.Count(one => one.Ticket == first) == 2 && receiver.All.Count(one => one.Ticket == second) == 2, "both arrive again, side by side");
        receiver.All.Where(one => one.Ticket == first).Select(one => (one.Id, one.Sequence)).ShouldBe([(from.Id, from.Sequence), (from.Id, from.Sequence)]);
        await Eventually.Holds(async () => (await desk.Admin.Get("intake", $"/webhooks/{id}/deliveries?state=delivered")).Items.Count >= 2, "both are noted as delivered");
    }

    [Fact]
    public async Task For_a_day_both_secrets_sign()
    {
        var (id, old) = await Define("intake.ticket-submitted.v1");
        var rotated = await desk.Admin.Post("intake", $"/webhooks/{id}/rotate", new { });
        var ticket = await Ticket("demo");

        await Eventually.Holds(() => Of(ticket).Count == 1, "it arrives");
        Of(ticket)[0].Signature.Split(' ').ShouldBe([Sign(rotated.Text("secret"), Of(ticket)[0]), Sign(old, Of(ticket)[0])]);
        rotated.Text("secret").ShouldNotBe(old);
    }

    [Fact]
    public async Task A_webhook_of_an_organisation_hears_of_its_own_tickets_only()
    {
        await DefineFor("acme", "intake.*", "resolution.*");
        var foreign = await Ticket("demo");
        var own = await Ticket("acme");

        await Eventually.Holds(() => Of(own).Count >= 2, "the own ticket arrives");
        Of(foreign).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_admin_of_another_organisation_sees_no_webhook_and_no_wrong_one_is_made()
    {
        var (id, _) = await DefineFor("acme", "intake.*");
        var other = (await desk.Register("demo", "admin")).Caller;
        (await other.Get("intake", $"/webhooks/{id}")).Code.ShouldBe("not-found");
        (await other.Send(HttpMethod.Delete, "intake", $"/webhooks/{id}", null)).Code.ShouldBe("not-found");
        (await other.Get("intake", "/webhooks")).Items.ShouldNotContain(one => one["id"]!.ToString() == id);

        (await other.Post("intake", "/webhooks", new { url = receiver.Url, types = new[] { "intake.*" }, organization = "acme" })).WrongFields.ShouldBe(["organization"]);
        foreach (var url in (string[])["http://10.0.0.1/", "https://localhost/", "https://169.254.169.254/latest", "ftp://example.org/", "https://user:pw@example.org/", "nonsense"])
            (await desk.Admin.Post("intake", "/webhooks", new { url, types = new[] { "intake.*" } })).WrongFields.ShouldBe(["url"]);
        (await desk.Admin.Post("intake", "/webhooks", new { types = new[] { "in*take" }, from = "x" })).WrongFields.Order().ShouldBe(["from", "types", "url"]);
        (await desk.As("agent").Post("intake", "/webhooks", new { url = receiver.Url, types = new[] { "intake.*" } })).Status.ShouldBe(403);
    }

    [Fact]
    public async Task The_secret_stands_nowhere()
    {
        var (_, secret) = await Define("intake.*");

        (await desk["intake"].Ask<long>($"select count(*) from events where data::text like '%{secret[6..]}%' or meta::text like '%{secret[6..]}%'")).ShouldBe(0);
        (await desk.Admin.Get("intake", "/webhooks")).Body.ShouldNotContain(secret[6..]);
    }

    private IReadOnlyList<Received> Of(string ticket) => [.. receiver.Taken.Where(one => one.Ticket == ticket)];

    private Task<(string Id, string Secret)> Define(params string[] types) => DefineFor(null, types);

    private async Task<(string Id, string Secret)> DefineFor(string? organization, params string[] types)
    {
        var made = await desk.Admin.Post("intake", "/webhooks", new { url = receiver.Url, types, organization });
        made.Status.ShouldBe(201, made.Body);
        ids.Add(made.Text("id"));
        return (made.Text("id"), made.Text("secret"));
    }

    private async Task<string> Ticket(string organization) => (await desk.Admin.Post("intake", "/tickets",
        new { kind = "incident", subject = "Webhook", requester = new { name = "x", organization } })).Text("id");

    private async Task<string> Routed(string ticket)
    {
        await Eventually.Holds(async () => (await desk.As("agent").Get("routing", $"/tickets/{ticket}/routing")).Status == 200, "the ticket is routed");
        return $"routing/{await desk["routing"].Ask<long>($"select position from events where stream = 'ticket-{ticket}' order by version limit 1")}";
    }

    private async Task<IEnumerable<string>> Events(string ticket)
    {
        var found = new List<string>();
        foreach (var log in (string[])["intake", "routing", "resolution"])
            found.AddRange(await desk[log].List<string>($"select '{log}/' || position from events where stream like '%-{ticket}'"));
        return found;
    }

    private static int Place(IReadOnlyList<Received> got, string id) => got.ToList().FindIndex(one => one.Id == id);

    private static string Sign(string secret, Received one) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{one.Id}.{one.Timestamp}.{one.Body}")));

    private static string Hash(IEnumerable<string> ids) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', ids.Order(StringComparer.Ordinal)))));
}
