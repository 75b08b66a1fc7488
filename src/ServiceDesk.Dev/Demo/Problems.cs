using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>The storms of the year as problems: their incidents, causes, workarounds, actions and reviews.</summary>
internal sealed class Problems(Desk desk, DateTimeOffset now)
{
    private const int MostIncidents = 300;

    /// <summary>Returns the last event that was recorded.</summary>
    internal async Task<string> Make(IReadOnlyList<PastTicket> year, IReadOnlyDictionary<string, string> ids, CancellationToken cancel)
    {
        var last = "";
        foreach (var storm in Tables.Storms)
        {
            string[] incidents = [.. year.Where(one => one.Storm == storm.Id && ids.ContainsKey(one.Number)).Take(MostIncidents).Select(one => ids[one.Number])];
            last = await desk.Once($"demo:problem:{storm.Id}", () => Make(storm, incidents, cancel));
        }
        return last;
    }

    private async Task<string> Make(Storm storm, string[] incidents, CancellationToken cancel)
    {
        var (admin, words) = (desk.As("admin", Desk.Resolution), storm.In(storm.Organizations[0] == Seed.Organization ? "zh" : "en"));
        var began = now.AddDays(-storm.DaysAgo);
        var opened = await admin.Send(HttpMethod.Post, "/problems", new JsonObject
        {
            ["title"] = words.Title,
            ["details"] = words.Details,
            ["priority"] = "p1",
            ["owner"] = await desk.PersonId(storm.Id == "erp-release" ? "shen.yi" : storm.Id == "mail-gateway" ? "nina.wolf" : "qin.lan"),
            ["incidents"] = new JsonArray([.. incidents.Select(one => JsonValue.Create(one))]),
            ["spansOrganizations"] = true,
            ["occurredAt"] = Lines.Instant(began.AddHours(2)),
        }, $"demo-problem-{storm.Id}", cancel);
        var id = opened.Text("id");
        await Tell("investigate", 3, []);
        await Tell("workaround", 4, new JsonObject { ["workaround"] = words.Workaround });
        await Tell("root-cause", 40, new JsonObject
        {
            ["method"] = "five-whys",
            ["whys"] = new JsonArray([.. words.Whys.Select(one => JsonValue.Create(one))]),
            ["statement"] = words.Cause,
            ["code"] = storm.CauseCode,
        });
        await Tell("evidence", 41, new JsonObject { ["kind"] = "note", ["reference"] = words.Details });
        await Tell("known-error", 44, []);
        foreach (var (index, action) in words.Actions.Index())
        {
            await Tell("actions", 45, new JsonObject
            {
                ["kind"] = index == 0 ? "configuration" : "other",
                ["purpose"] = index == 0 ? "corrective" : "preventive",
                ["what"] = action,
                ["owner"] = await desk.PersonId(index == 0 ? "qin.lan" : "carlos.vega"),
                ["due"] = Lines.Instant(storm.Closed || index == 0 ? began.AddDays(21) : now.AddDays(12)),
            }, index);
        }
        foreach (var (index, _) in words.Actions.Index().Where(one => storm.Closed || one.Index == 0))
            await Tell($"actions/{index + 1}/done", 24 * (14 + index), new JsonObject { ["outcome"] = words.Cause });
        if (!storm.Closed) return opened.Text("position");
        await Tell("resolve", 24 * 20, new JsonObject { ["outcome"] = words.Outcome });
        foreach (var (index, _) in words.Actions.Index())
            await admin.Send(HttpMethod.Post, $"/problems/{id}/actions/{index + 1}/verify", new JsonObject { ["effective"] = true, ["note"] = words.Outcome }, $"demo-problem-{storm.Id}-verify-{index}", cancel);
        await admin.Send(HttpMethod.Post, $"/problems/{id}/close", new JsonObject(), $"demo-problem-{storm.Id}-close", cancel);
        var reviewed = await admin.Send(HttpMethod.Post, "/reviews", new JsonObject
        {
            ["problem"] = id,
            ["causes"] = new JsonArray([.. words.Whys.Select(one => JsonValue.Create(one))]),
            ["lessons"] = new JsonArray([.. words.Actions.Select(one => JsonValue.Create(one))]),
            ["improvements"] = new JsonArray(new JsonObject { ["what"] = words.Actions[^1], ["owner"] = await desk.PersonId("shen.yi"), ["due"] = Lines.Instant(now.AddDays(25)) }),
        }, $"demo-review-{storm.Id}", cancel);
        return reviewed.Text("position");

        Task Tell(string verb, double hours, JsonObject body, int part = 0)
        {
            body["occurredAt"] = Lines.Instant(began.AddHours(2 + hours));
            return admin.Send(HttpMethod.Post, $"/problems/{id}/{verb}", body, $"demo-problem-{storm.Id}-{verb.Replace('/', '-')}-{part}", cancel);
        }
    }
}
