using System.Globalization;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>
/// Sends the tickets of today, and does with each what was done: as the agent who has it, at the times when it happened. What was done is kept, so that whoever
/// resumes the load later does the rest.
/// </summary>
internal sealed class LiveWork(Desk desk, DateTimeOffset today, DateTimeOffset now)
{
    private const int AtOnce = 8;

    /// <summary>Agents may tell what they did so long ago, and a little less is left for the way there.</summary>
    private static readonly TimeSpan toldByAgents = TimeSpan.FromHours(23.5);

    private readonly string prefix = string.Create(CultureInfo.InvariantCulture, $"demo-{today.UtcDateTime:yyyyMMddHHmm}");

    internal async Task<IReadOnlyDictionary<LiveTicket, string>> Do(IReadOnlyList<LiveTicket> tickets, CancellationToken cancel)
    {
        string[] lines = [.. tickets.Select(ticket =>
        {
            var content = Live.Content(ticket.Submission);
            content["occurredAt"] = Lines.Instant(ticket.Submission.At);
            content["idempotencyKey"] = $"{prefix}-{ticket.Key}";
            return content.ToJsonString();
        })];
        var answers = await Lines.Post(new Uri(desk.Url(Desk.Intake), "/tickets/batch"), desk.Accounts.Key("system"), lines, cancel);
        var last = answers.Select(one => one["position"]!.ToString()).MaxBy(position => long.Parse(position.Split('/')[1], CultureInfo.InvariantCulture))!;
        await desk.Reached(Desk.Routing, "/teams", last, cancel);
        await desk.Reached(Desk.Resolution, "/tickets?limit=1", last, cancel);
        var ids = answers.ToDictionary(one => tickets[one["line"]!.GetValue<int>() - 1], one => one["id"]!.ToString());
        var users = await Users();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (one, stop) =>
        {
            if (one.Key.Standing != Standing.Untouched) await Work(one.Key, one.Value, users, stop);
        });
        return ids;
    }

    private async Task<Dictionary<string, string>> Users()
    {
        var users = new Dictionary<string, string>();
        foreach (var agent in Tables.Cast.Agents) users[await desk.PersonId(agent.User)] = agent.User;
        return users;
    }

    private async Task Work(LiveTicket ticket, string id, Dictionary<string, string> users, CancellationToken cancel)
    {
        var agent = await desk.AsUser(await desk.Once($"demo:today:{ticket.Key}:owner", () => Owner(id, users, cancel)), Desk.Resolution);
        var (phrases, wording, at) = (ticket.Wording.Phrases, ticket.Wording, ticket.Submission.At);
        var step = (today - at) / 8;
        await Tell(agent, "respond", 1, new JsonObject { ["message"] = wording.Say(phrases.Answers) });
        switch (ticket.Standing)
        {
            case Standing.Working:
                await Tell(agent, "steps", 3, new JsonObject { ["phase"] = "localise", ["check"] = Two("查看日志并复现", "Looked at the log and reproduced it"), ["result"] = wording.Say(ticket.Words.Findings) });
                await Tell(agent, "plan-next", 4, new JsonObject { ["nextStep"] = Two("联系用户验证修复", "Verify the repair with the requester"), ["due"] = Lines.Instant(today.AddHours(3)) });
                break;
            case Standing.Waiting:
                await Tell(agent, "ask", 3, new JsonObject { ["question"] = ticket.Question ?? wording.Say(ticket.Words.Questions), ["until"] = Lines.Instant(today.AddDays(2)) });
                break;
            case Standing.Vendor:
                await Tell(agent, "wait", 3, new JsonObject { ["for"] = "vendor", ["vendor"] = wording.Say(phrases.Vendors), ["reference"] = $"CASE-{id[..6]}", ["until"] = Lines.Instant(today.AddDays(1)) });
                break;
            case Standing.Proposed:
                await Tell(agent, "propose", 3, new JsonObject
                {
                    ["title"] = Two("远程安装并激活", "Remote installation"),
                    ["text"] = wording.Say(ticket.Words.Solutions),
                    ["risk"] = "low",
                    ["steps"] = new JsonArray(Two("确认时间", "Agree on a time"), Two("远程操作", "Do it remotely"), Two("请用户验证", "Let the requester check")),
                    ["needsAcceptance"] = true,
                });
                await Tell(agent, "choose", 4, new JsonObject { ["option"] = 1 });
                break;
            case Standing.Resolved or Standing.Closed or Standing.Rated:
                await Solve();
                break;
        }

        async Task Solve()
        {
            var solution = wording.Say(ticket.Words.Solutions);
            await Tell(agent, "resolve", 5, new JsonObject
            {
                ["solution"] = solution,
                ["cause"] = wording.Say(ticket.Words.Causes),
                ["measure"] = Two("已列入例行检查", "Added to the routine checks"),
                ["precautions"] = Two("如再次出现请及时联系我们", "Please tell us at once if it comes back"),
                ["verification"] = new JsonObject { ["passed"] = true, ["checks"] = solution },
            });
            if (ticket.Standing == Standing.Resolved) return;
            await Tell(desk.As("system", Desk.Resolution), "confirm", 6, new JsonObject { ["comment"] = wording.Say(phrases.Confirmations) });
            await Tell(agent, "close", 7, []);
            if (ticket.Standing == Standing.Rated)
                await Tell(desk.As("system", Desk.Resolution), "survey", 7.5, new JsonObject { ["score"] = 5, ["comment"] = wording.Say(phrases.Praise) });
        }

        Task Tell(Api api, string verb, double part, JsonObject body) => desk.Once($"demo:today:{ticket.Key}:{verb}", async () =>
        {
            var occurred = at + (step * part);
            body["occurredAt"] = Lines.Instant(occurred);
            var teller = now - occurred < toldByAgents ? api : desk.As("admin", Desk.Resolution);
            await teller.Send(HttpMethod.Post, $"/tickets/{id}/{verb}", body, $"{prefix}-{verb}-{ticket.Key}", cancel);
            return "done";
        });

        string Two(string chinese, string english) => ticket.Submission.Language == "zh" ? chinese : english;
    }

    /// <summary>Who has the ticket; where nobody is at work the shift lead looks at it.</summary>
    private async Task<string> Owner(string id, Dictionary<string, string> users, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var ticket = await desk.As("lead", Desk.Resolution).Get($"/tickets/{id}", cancel);
            if (ticket.Body["agent"]?.ToString() is { } agent && users.TryGetValue(agent, out var user)) return user;
            if (ticket.Body["priority"] is not null && attempt > 2) break;
            await Task.Delay(250, cancel);
        }
        return "lead";
    }
}
