using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Figures that anybody can compute again.</summary>
[Collection(DeskCollection.Name)]
public sealed class Reports(Desk desk)
{
    private readonly string organization = $"reports-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task A_report_can_be_cited_is_sealed_and_shows_the_tickets_behind_each_figure()
    {
        await Register();
        var (late, early) = (await desk.Ticket(organization, "=1+1"), await desk.Ticket(organization, "Second"));
        foreach (var ticket in (string[])[late, early]) (await desk.Admin.Post("resolution", $"/tickets/{ticket}/respond", new { message = "Hello" })).Status.ShouldBe(200);
        await Judged(2);
        var (id, body) = await Cited($"/reports/sla?by=organization,priority&organization={organization}");
        var figures = JsonNode.Parse(body)!;
        var row = figures["rows"]!.AsArray().Single(one => one!["clock"]!.ToString() == "response")!;
        (row["met"]!.GetValue<int>(), row["keys"]!["organization"]!.ToString()).ShouldBe((2, organization));
        var behind = await desk.Admin.Get("analytics", $"{row["behind"]}&outcome=met&limit=1");
        var rest = await desk.Admin.Get("analytics", $"{row["behind"]}&outcome=met&after={behind.Text("next")}");
        behind.Items.Concat(rest.Items).Select(one => one["ticket"]!.ToString()).ShouldBe([late, early], ignoreOrder: true);

        // What happens afterwards changes what is reported now, and not what was cited.
        (await desk.Admin.Post("intake", $"/tickets/{early}/withdraw", new { reason = "gone" })).Status.ShouldBe(200);
        await desk.Quiet();
        (await desk.Admin.Get("analytics", $"/reports/sla?by=organization,priority&organization={organization}")).Body.ShouldNotBe(body);
        (await desk.Admin.Get("analytics", $"/reports/cited/{id}")).Body.ShouldBe(body);
        (await desk.Admin.Get("analytics", $"/reports/sla?by=organization,priority&organization={organization}&position={figures["position"]}")).Body.ShouldBe(body);

        var manifest = await desk.Admin.Get("analytics", $"/reports/cited/{id}/manifest");
        manifest.Status.ShouldBe(200, manifest.Body);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(manifest.Text("publicKey")), out _);
        key.VerifyData(Encoding.UTF8.GetBytes(manifest.Text("signed")), Convert.FromBase64String(manifest.Text("signature")), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence).ShouldBeTrue();
        var head = JsonNode.Parse(manifest.Text("signed"))!["head"]!;
        head["key"]!.ToString().ShouldBe(manifest.Text("keyId"));
        await desk.Quiet();
        (await desk.Admin.Get("analytics", "/ledger/heads?limit=1000")).Items.Select(one => (one["size"]?.ToString(), one["root"]?.ToString()))
            .ShouldContain((head["size"]!.ToString(), head["root"]!.ToString()));
        JsonNode.Parse(manifest.Text("signed"))!["sha256"]!["json"]!.ToString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body))));
        var csv = await desk.Admin.Get("analytics", $"/reports/cited/{id}?format=csv");
        csv.MediaType.ShouldBe("text/csv");
        csv.Body.ShouldContain($"rows,{organization},");
        (await desk.Admin.Get("analytics", $"/reports/cited/{id}?format=xlsx")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Whoever_is_bound_to_an_organisation_sees_no_other_in_any_report()
    {
        await Register();
        var stranger = await desk.Register("acme", Roles.Analyst);
        await desk.Ticket(organization);
        var (id, _) = await Cited($"/reports/flow?by=organization&organization={organization}");

        foreach (var name in (string[])["sla", "kqi", "flow", "stages", "conformance"])
        {
            (await stranger.Caller.Get("analytics", $"/reports/{name}?by=organization&organization={organization}")).Body.ShouldNotContain(organization, customMessage: name);
            (await stranger.Caller.Get("analytics", $"/reports/{name}/tickets?by=organization&key={organization}")).Items.ShouldBeEmpty(name);
        }
        (await stranger.Caller.Get("analytics", $"/reports/cited/{id}")).Code.ShouldBe("not-found");
        (await stranger.Caller.Post("analytics", "/what-if/sla", new { organization })).Body.ShouldNotContain(organization);
    }

    [Fact]
    public async Task The_same_table_of_priorities_changes_nothing_and_another_grades_what_was_recorded()
    {
        await Register();
        var ticket = await desk.Ticket(organization);
        (await desk.Admin.Post("resolution", $"/tickets/{ticket}/respond", new { message = "Hello" })).Status.ShouldBe(200);
        await Judged(1);
        var cells = (await desk.Admin.Get("routing", "/priority-matrix?version=1")).Json["cells"]!.AsArray();

        var same = await Ask();
        (same["tickets"]!.GetValue<int>(), same["flips"]!.GetValue<int>(), same["regraded"]!.AsArray().Count).ShouldBe((1, 0, 0), same.ToJsonString());
        foreach (var cell in cells) cell!["priority"] = "p1";
        // Nobody said how grave it is: a person who is hindered, P4 by the table.
        (await Ask())["regraded"]!.ToJsonString().ShouldBe("""[{"before":"p4","after":"p1","tickets":1}]""");

        async Task<JsonNode> Ask()
        {
            var reply = await desk.Admin.PostText("analytics", "/what-if/sla", new JsonObject { ["organization"] = organization, ["matrix"] = new JsonObject { ["cells"] = cells.DeepClone() } }.ToJsonString());
            reply.Status.ShouldBe(200, reply.Body);
            return reply.Json;
        }
    }

    [Theory]
    [InlineData("/reports/kqi?by=policy", "by")]
    [InlineData("/reports/sla?by=team,team", "by")]
    [InlineData("/reports/flow?format=pdf", "format")]
    [InlineData("/reports/stages?exact=maybe", "exact")]
    [InlineData("/reports/conformance?version=99", "version")]
    [InlineData("/reports/kqi/tickets?figure=happiness", "figure")]
    [InlineData("/reports/kqi/tickets?after=x", "after")]
    public async Task A_wrong_question_names_its_field(string path, string field)
    {
        var reply = await desk.Admin.Get("analytics", path);
        (reply.Status, reply.WrongFields.Single()).ShouldBe((422, field));
    }

    [Theory]
    [InlineData("""{"from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "from")]
    [InlineData("""{"policies":[{"id":"x","targets":[{"priority":"p1","response":{"target":"PT1H"},"resolution":{"target":"PT1H"}}]}]}""", "policies")]
    [InlineData("""{"calendars":[{"name":"x","zone":"Mars/Olympus","week":{}}]}""", "calendars[0].week calendars[0].zone")]
    [InlineData("""{"matrix":[]}""", "matrix")]
    [InlineData("""{"matrix":{"cells":[]}}""", "matrix.cells")]
    [InlineData("""{"matrix":{"cells":[{"impact":"person","urgency":"low","importance":"low","priority":"p9"}]}}""", "matrix.cells[0].priority")]
    public async Task A_wrong_what_if_changes_nothing_and_names_its_fields(string body, string fields)
    {
        var before = await Own();
        var reply = await desk.Admin.PostText("analytics", "/what-if/sla", body);
        (reply.Status, string.Join(' ', reply.WrongFields.Order(StringComparer.Ordinal))).ShouldBe((422, fields));
        (await Own()).ShouldBe(before);

        // Whatever others do meanwhile is recorded in the ledger, and its heads are signed.
        Task<long> Own() => desk["analytics"].Ask<long>("select count(*) from events where type not like 'analytics.ledger-entry.%' and type not like 'analytics.tree-head%'");
    }

    [Fact]
    public async Task The_schema_reporting_can_be_read_by_its_role_and_by_nobody_written()
    {
        await desk.Ticket("demo");
        (await desk["analytics"].Ask<long>("select count(*) from reporting.tickets")).ShouldBeGreaterThan(0);
        (await desk["analytics"].Ask<long>("select count(*) from reporting.clocks where outcome is null")).ShouldBe(0);
        (await desk["analytics"].Ask<bool>("select has_table_privilege('servicedesk_reporting', 'reporting.tickets', 'select') and not has_table_privilege('servicedesk_reporting', 'reporting.tickets', 'update')")).ShouldBeTrue();
        (await desk["analytics"].Ask<bool>("select has_table_privilege('servicedesk_reporting', 'public.events', 'select')")).ShouldBeFalse();
    }

    private Task Judged(int clocks) => Eventually.Holds(async () =>
    {
        await desk.Quiet();
        return await desk["analytics"].Ask<long>($"select count(*) from served.clock_facts where organization = '{organization}' and breached = false") >= clocks;
    }, "the responses are judged");

    private async Task Register() => (await desk.Admin.Post("intake", "/organizations", new { id = organization, name = organization })).Status.ShouldBeLessThan(300);

    private async Task<(string Id, string Body)> Cited(string path)
    {
        var reply = await desk.Admin.Get("analytics", path);
        reply.Status.ShouldBe(200, reply.Body);
        return (reply.Text("id"), reply.Body);
    }
}
