using System.Text.Json.Nodes;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Imports;

/// <summary>Figures of the real log that anybody can compute again from the file.</summary>
[Collection(ImportedHistoryCollection.Name)]
public sealed class FiguresOfTheLog(ImportedHistory history)
{
    private readonly Desk desk = history.Desk;
    private readonly string organization = history.Organization;

    [Fact]
    public async Task The_figures_of_the_real_log_are_those_that_a_script_finds_in_the_file_and_a_rebuilt_model_gives_the_same_bytes()
    {
        history.SkipWithoutLog();
        var (exit, output, errors) = await ImportedHistory.Run("python3", Path.Combine(desk.Options.Repository, "tests/incident-figures.py"), history.File);
        Assert.SkipUnless(exit == 0, $"python3 does not run the script: {errors}");
        var expected = JsonNode.Parse(output)!;
        var (code, summary) = await history.Imported();
        code.ShouldBe(0, summary);
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
        var before = await desk.Admin.Get("analytics", $"/reports/sla?by=month,priority,team&organization={organization}");
        before.Status.ShouldBe(200, before.Body);
        (await desk.Admin.Post("analytics", "/read-models/facts/rebuild", new { })).Status.ShouldBeLessThan(300);
        await Eventually.Holds(async () => await desk["analytics"].Ask<bool>("select building is null from read_models where name = 'facts'"), "the facts are rebuilt");
        (await desk.Admin.Get("analytics", $"/reports/cited/{before.Text("id")}")).Body.ShouldBe(before.Body);
    }

    private async Task NothingFlips()
    {
        var answer = await desk.Admin.Post("analytics", "/what-if/sla", new { organization });
        answer.Status.ShouldBe(200, answer.Body);
        (answer.Json["tickets"]!.GetValue<int>(), answer.Json["flips"]!.GetValue<int>(), answer.Json["recordedDiffers"]!.GetValue<int>()).ShouldBe((1500, 0, 0));
        answer.Json["rows"]!.AsArray().Sum(one => one!["before"]!["met"]!.GetValue<int>()).ShouldBeGreaterThan(0);
    }

    private async Task<JsonNode> Report(string path)
    {
        var reply = await desk.Admin.Get("analytics", path);
        reply.Status.ShouldBe(200, reply.Body);
        return reply.Json;
    }

    private static string Distribution(JsonNode kqi, string figure) => new JsonObject(kqi["distributions"]!.AsArray().Where(one => one!["figure"]!.ToString() == figure)
        .OrderBy(one => one!["times"]!.GetValue<int>()).Select(one => KeyValuePair.Create(one!["times"]!.ToString(), (JsonNode?)one["tickets"]!.GetValue<int>()))
        .OrderBy(one => one.Key.Length).ThenBy(one => one.Key, StringComparer.Ordinal)).ToJsonString();
}
