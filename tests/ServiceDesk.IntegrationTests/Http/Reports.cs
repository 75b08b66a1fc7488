using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Figures that anybody can compute again.</summary>
[Collection(DeskCollection.Name)]
public sealed class Reports(Desk desk)
{
    private readonly string organization = $"reports-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task The_figures_of_the_real_log_are_those_that_a_script_finds_in_the_file_and_a_rebuilt_model_gives_the_same_bytes()
    {
        var file = Path.Combine(
            Environment.GetEnvironmentVariable("SERVICEDESK_SHARED_DATA") is { Length: > 0 } named ? named : Path.Combine(desk.Options.Repository, "../shared/data"), "incidents-itsm.csv");
        Assert.SkipUnless(File.Exists(file), $"{file} is not here; SERVICEDESK_SHARED_DATA names its folder.");
        var (exit, said) = await Run("python3", Path.Combine(desk.Options.Repository, "tests/incident-figures.py"), file);
        Assert.SkipUnless(exit == 0, $"python3 does not run the script: {said}");
        var expected = JsonNode.Parse(said)!;
        await Register();
        (await Run("dotnet", Launcher, "import-history", file, "--source", organization, "--organization", organization, "--url", desk.Instance["intake"].Url.ToString(), "--key", desk.Instance.Accounts.Key("system"))).Exit.ShouldBe(0);
        await desk.Quiet();

        var kqi = await Report($"/reports/kqi?by=organization&exact=true&organization={organization}");
        var row = kqi["rows"]!.AsArray().Single()!;
        (row["opened"]!.GetValue<int>(), row["closed"]!.GetValue<int>()).ShouldBe((expected["tickets"]!.GetValue<int>(), expected["tickets"]!.GetValue<int>()));
        System.Xml.XmlConvert.ToTimeSpan(row["openedToClosed"]!.ToString()).TotalSeconds.ShouldBe(expected["medianOpenedToClosed"]!.GetValue<int>());
        Distribution(kqi, "reopens").ShouldBe(expected["reopens"]!.ToJsonString());
        Distribution(kqi, "hops").ShouldBe(expected["hops"]!.ToJsonString());
        var flow = await Report($"/reports/flow?by=month&organization={organization}");
        new JsonObject(flow["rows"]!.AsArray().Where(one => one!["closed"]!.GetValue<int>() > 0).Select(one => KeyValuePair.Create(one!["key"]!.ToString(), (JsonNode?)one["closed"]!.GetValue<int>()))).ToJsonString()
            .ShouldBe(expected["closedByMonth"]!.ToJsonString());
        var conformance = await Report($"/reports/conformance?by=organization&organization={organization}");
        new JsonObject(conformance["rows"]!.AsArray().Where(one => one!["deviating"]!.GetValue<int>() > 0 && one["deviation"]!.ToString() != "any").OrderBy(one => one!["deviation"]!.ToString(), StringComparer.Ordinal)
            .Select(one => KeyValuePair.Create(one!["deviation"]!.ToString(), (JsonNode?)one["deviating"]!.GetValue<int>()))).ToJsonString().ShouldBe(expected["deviations"]!.ToJsonString());

        await Eventually.Holds(async () => await desk["resolution"].Ask<long>(
            $"select count(*) from events where type = 'resolution.clock-judged.v1' and data ->> 'organization' = '{organization}' and data ->> 'clock' = 'resolution'") >= 1500, "every solution is judged");
        await desk.Quiet();
        await NothingFlips();
        var before = await Cited($"/reports/sla?by=month,priority,team&organization={organization}");
        (await desk.Admin.Post("analytics", "/read-models/facts/rebuild", new { })).Status.ShouldBeLessThan(300);
        await Eventually.Holds(async () => await desk["analytics"].Ask<bool>("select building is null from read_models where name = 'facts'"), "the facts are rebuilt");
        (await desk.Admin.Get("analytics", $"/reports/cited/{before.Id}")).Body.ShouldBe(before.Body);
    }

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
    public async Task A_wrong_what_if_changes_nothing_and_names_its_fields(string body, string fields)
    {
        var before = await desk.Settled("analytics");
        var reply = await desk.Admin.PostText("analytics", "/what-if/sla", body);
        (reply.Status, string.Join(' ', reply.WrongFields.Order(StringComparer.Ordinal))).ShouldBe((422, fields));
        (await desk.Settled("analytics")).ShouldBe(before);
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

    private async Task NothingFlips()
    {
        var answer = await desk.Admin.Post("analytics", "/what-if/sla", new { organization });
        answer.Status.ShouldBe(200, answer.Body);
        (answer.Json["tickets"]!.GetValue<int>(), answer.Json["flips"]!.GetValue<int>(), answer.Json["recordedDiffers"]!.GetValue<int>()).ShouldBe((1500, 0, 0));
        answer.Json["rows"]!.AsArray().Sum(one => one!["before"]!["met"]!.GetValue<int>()).ShouldBeGreaterThan(0);
    }

    private Task Judged(int clocks) => Eventually.Holds(async () =>
    {
        await desk.Quiet();
        return await desk["analytics"].Ask<long>($"select count(*) from served.clock_facts where organization = '{organization}' and breached = false") >= clocks;
    }, "the responses are judged");

    private async Task Register() => (await desk.Admin.Post("intake", "/organizations", new { id = organization, name = organization })).Status.ShouldBeLessThan(300);

    private async Task<JsonNode> Report(string path)
    {
        var reply = await desk.Admin.Get("analytics", path);
        reply.Status.ShouldBe(200, reply.Body);
        return reply.Json;
    }

    private async Task<(string Id, string Body)> Cited(string path)
    {
        var reply = await desk.Admin.Get("analytics", path);
        reply.Status.ShouldBe(200, reply.Body);
        return (reply.Text("id"), reply.Body);
    }

    private static string Distribution(JsonNode kqi, string figure) => new JsonObject(kqi["distributions"]!.AsArray().Where(one => one!["figure"]!.ToString() == figure)
        .OrderBy(one => one!["times"]!.GetValue<int>()).Select(one => KeyValuePair.Create(one!["times"]!.ToString(), (JsonNode?)one["tickets"]!.GetValue<int>()))
        .OrderBy(one => one.Key.Length).ThenBy(one => one.Key, StringComparer.Ordinal)).ToJsonString();

    private string Launcher => Path.Combine(desk.Options.Repository, "src/ServiceDesk.Dev/bin", desk.Options.Configuration, "net10.0/ServiceDesk.Dev.dll");

    private static async Task<(int Exit, string Said)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? said : await errors);
    }
}
