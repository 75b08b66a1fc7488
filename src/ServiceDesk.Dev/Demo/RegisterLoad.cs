using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>Fills the registers: risks, improvements with figures, meetings, an audit with its sample, and a report by mail every month.</summary>
internal sealed class RegisterLoad(Desk desk, DateTimeOffset now, RegisterTexts texts)
{
    private Api Lead => desk.As("lead", Desk.Analytics);

    internal async Task Make(CancellationToken cancel)
    {
        await Task.WhenAll(texts.Risks.Index().Select(one => Once($"risk-{one.Index}", () => Risk($"risk-{one.Index}", one.Item, cancel))));
        await Task.WhenAll(texts.Improvements.Index().Select(one => Once($"improvement-{one.Index}", () => Improvement($"improvement-{one.Index}", one.Item, cancel))));
        await Once("schedule", () => Schedule(cancel));
    }

    /// <summary>What looks at the figures of the year.</summary>
    internal async Task LookBack(CancellationToken cancel)
    {
        await Once("meeting", () => Meeting("meeting", texts.Meeting, now.AddDays(-6), cancel));
        await Once("next-meeting", () => Meeting("next-meeting", texts.NextMeeting, now.AddDays(8), cancel));
        await Once("audit", () => Audit(cancel));
    }

    private Task Once(string step, Func<Task> make) => desk.Once($"demo:register:{step}", async () =>
    {
        await make();
        return "done";
    });

    private async Task Risk(string key, RiskText risk, CancellationToken cancel)
    {
        var entered = await Lead.Send(HttpMethod.Post, "/risks", new JsonObject
        {
            ["type"] = risk.Type,
            ["what"] = risk.What,
            ["details"] = risk.Details,
            ["owner"] = await desk.PersonId(risk.Owner),
            ["nextReview"] = Lines.Instant(now.AddDays(risk.ReviewInDays)),
            ["likelihood"] = risk.Likelihood,
            ["impact"] = risk.Impact,
        }, $"demo-{key}", cancel);
        if (risk.Strategy is null) return;
        await Lead.Send(HttpMethod.Post, $"/risks/{entered.Text("id")}/answer", new JsonObject { ["strategy"] = risk.Strategy, ["why"] = risk.Why, ["actions"] = await Actions(risk.Actions) }, $"demo-{key}-answer", cancel);
    }

    private async Task Improvement(string key, ImprovementText item, CancellationToken cancel)
    {
        var proposed = await Lead.Send(HttpMethod.Post, "/improvements", new JsonObject
        {
            ["what"] = item.What,
            ["details"] = item.Details,
            ["figure"] = item.Figure,
            ["owner"] = await desk.PersonId(item.Owner),
            ["due"] = Lines.Instant(now.AddDays(60)),
        }, $"demo-{key}", cancel);
        var id = proposed.Text("id");
        foreach (var (index, action) in (await Actions(item.Actions)).Index())
        {
            await Tell("actions", action!.DeepClone().AsObject());
            if (item.Made is not null) await Tell("finish-action", new JsonObject { ["action"] = index + 1, ["outcome"] = item.Made });
        }
        if (item.Before is not null) await Measure("before", item.Before, now.AddDays(-120), now.AddDays(-60));
        if (item.Made is not null) await Tell("made", new JsonObject { ["outcome"] = item.Made });
        if (item.After is not null) await Measure("after", item.After, now.AddDays(-60), now.AddDays(-1));
        if (item.Effective is { } effective) await Tell("verify", new JsonObject { ["effective"] = effective, ["finding"] = item.Finding });

        Task Measure(string when, Dictionary<string, decimal> figures, DateTimeOffset from, DateTimeOffset to) => Tell("measure", new JsonObject
        {
            ["when"] = when,
            ["from"] = Lines.Instant(from),
            ["to"] = Lines.Instant(to),
            ["figures"] = JsonSerializer.SerializeToNode(figures),
        }, when);

        Task Tell(string verb, JsonObject body, string part = "") => Lead.Send(HttpMethod.Post, $"/improvements/{id}/{verb}", body, $"demo-{key}-{verb}{part}", cancel);
    }

    private async Task Meeting(string key, MeetingText text, DateTimeOffset when, CancellationToken cancel)
    {
        var called = await Lead.Send(HttpMethod.Post, "/meetings", new JsonObject
        {
            ["when"] = Lines.Instant(when),
            ["from"] = Lines.Instant(when.AddDays(-30)),
            ["to"] = Lines.Instant(when < now ? when : now),
            ["participants"] = new JsonArray(await desk.PersonId("lead"), await desk.PersonId("analyst"), await desk.PersonId("shen.yi"), await desk.PersonId("nina.wolf"), await desk.PersonId("qin.lan")),
            ["topics"] = new JsonArray([.. text.Topics.Select(one => JsonValue.Create(one))]),
        }, $"demo-{key}", cancel);
        if (text.Minutes is null) return;
        await Lead.Send(HttpMethod.Post, $"/meetings/{called.Text("id")}/held", new JsonObject
        {
            ["minutes"] = text.Minutes,
            ["decisions"] = new JsonArray([.. (text.Decisions ?? []).Select(one => JsonValue.Create(one))]),
            ["actions"] = await Actions(text.Actions),
        }, $"demo-{key}-held", cancel);
    }

    private async Task Audit(CancellationToken cancel)
    {
        var begun = await Lead.Send(HttpMethod.Post, "/audits", new JsonObject
        {
            ["from"] = Lines.Instant(now.AddDays(-90)),
            ["to"] = Lines.Instant(now),
            ["seed"] = texts.Audit.Seed,
            ["size"] = texts.Audit.Size,
            ["checklist"] = new JsonArray([.. texts.Audit.Checklist.Select(one => JsonValue.Create(one))]),
        }, "demo-audit", cancel);
        var id = begun.Text("id");
        var audit = await Lead.Get($"/audits/{id}", cancel);
        if (audit.Body["sample"] is not JsonArray sample) return;
        foreach (var (index, ticket) in sample.Index().Take(texts.Audit.Size - 4))
        {
            var named = ticket is JsonObject one ? one["ticket"]?.ToString() ?? one["id"]!.ToString() : ticket!.ToString();
            for (var item = 1; item <= texts.Audit.Checklist.Length; item++)
            {
                var body = new JsonObject { ["ticket"] = named, ["item"] = item, ["fulfilled"] = (index + item) % 5 != 0 };
                if ((index + item) % 5 == 0) body["finding"] = "未记录 / not recorded";
                await Lead.Send(HttpMethod.Post, $"/audits/{id}/judge", body, $"demo-audit-{index}-{item}", cancel);
            }
        }
    }

    private async Task Schedule(CancellationToken cancel) => await Lead.Send(HttpMethod.Put, "/report-schedules/monthly-sla", new JsonObject
    {
        ["report"] = "sla",
        ["by"] = "team,priority",
        ["period"] = "month",
        ["zone"] = "Asia/Shanghai",
        ["time"] = "08:00",
        ["format"] = "xlsx",
        ["recipients"] = new JsonArray(await desk.PersonId("lead"), await desk.PersonId("analyst")),
    }, null, cancel);

    private async Task<JsonArray> Actions(PlannedAction[]? actions)
    {
        var planned = new JsonArray();
        foreach (var one in actions ?? [])
            planned.Add(new JsonObject { ["what"] = one.What, ["owner"] = await desk.PersonId(one.Owner), ["due"] = Lines.Instant(now.AddDays(one.InDays)) });
        return planned;
    }
}
