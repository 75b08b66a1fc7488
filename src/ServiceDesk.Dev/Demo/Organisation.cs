using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>Makes the desk as it was through the year: customers and their people, systems, agents with skills and shifts, teams, and the articles.</summary>
internal sealed class Organisation(Desk desk, Requesters requesters)
{
    private static readonly Dictionary<string, string> shifts = new()
    {
        ["day"] = "mon-fri 08:30-12:30 13:00-17:30",
        ["late"] = "mon-fri 13:00-22:00",
        ["weekend"] = "wed-sun 09:00-18:00",
    };

    private readonly Cast cast = Tables.Cast;

    internal async Task Make(CancellationToken cancel)
    {
        await Customers(cancel);
        await Task.WhenAll(cast.Agents.Select(agent => Agent(agent, cancel)));
        await Task.WhenAll(cast.Skills.Select(skill => desk.Once(
            $"demo:skill:{skill.Id}", Desk.Routing, "admin", HttpMethod.Put, $"/skills/{skill.Id}", new JsonObject { ["names"] = new JsonObject { ["zh"] = skill.Zh, ["en"] = skill.En } }, cancel)));
        await desk.Once("demo:roster", () => Roster(cancel));
        foreach (var team in cast.Teams) await desk.Once($"demo:team:{team.Id}", () => Team(team, cancel));
        await desk.Once("demo:assignment-rules", Desk.Routing, "lead", HttpMethod.Put, "/assignment-rules", Rules(), cancel);
        await Task.WhenAll(Tables.Articles.Select(article => Article(article, cancel)));
    }

    private async Task Customers(CancellationToken cancel)
    {
        foreach (var customer in cast.Organizations)
        {
            await desk.Once($"organization:{customer.Id}", Desk.Intake, "admin", HttpMethod.Post, "/organizations", new JsonObject { ["id"] = customer.Id, ["name"] = customer.Name }, cancel);
            await desk.Once($"customer:{customer.Id}", Desk.Intake, "admin", HttpMethod.Put, $"/organizations/{customer.Id}", Described(customer), cancel);
        }
        foreach (var system in cast.Systems)
            await desk.Once($"system:{system.Id}", Desk.Intake, "admin", HttpMethod.Put, $"/systems/{system.Id}", Described(system), cancel);
        await desk.Once("demo:requesters", async () =>
        {
            var lines = requesters.All.Select(one => string.Join(',', one.Organization, one.Name, one.Email, one.Phone, one.Language, one.IsVip ? "true" : "false", one.Site.In(one.Language), one.Department));
            await Csv.Post(desk, Desk.Intake, "/requesters/csv", "organization,name,emails,phones,language,vip,location,department", lines, cancel);
            return "done";
        });
    }

    private async Task Agent(DemoAgent agent, CancellationToken cancel)
    {
        var intake = desk.As("admin", Desk.Intake);
        var id = await desk.Once($"person:{agent.User}", async () => (await intake.Send(HttpMethod.Post, "/people", new JsonObject
        {
            ["name"] = agent.Name,
            ["email"] = $"{agent.User}@servicedesk.example",
            ["roles"] = new JsonArray("agent"),
        }, $"development-{agent.User}", cancel)).Text("id"));
        if (desk.Accounts.Keys.ContainsKey(agent.User)) return;
        await desk.Once($"key:{agent.User}", async () => (await intake.Send(HttpMethod.Post, $"/people/{id}/keys", new JsonObject(), null, cancel)).Text("key"));
    }

    private async Task<string> Roster(CancellationToken cancel)
    {
        var lead = await desk.PersonId("lead");
        var lines = new List<string>();
        foreach (var agent in cast.Agents)
        {
            // Who has tier 2 or 3 takes less at a time and harder matters.
            var capacity = agent.Tier == 1 ? 24 : 16;
            lines.Add(string.Join(',', await desk.PersonId(agent.User), agent.Tier, agent.Skills, agent.Languages, capacity, lead, agent.Zone, shifts[agent.Shifts ?? "day"]));
        }
        await Csv.Post(desk, Desk.Routing, "/roster/import", "agent,tier,skills,languages,capacity,manager,zone,shifts", lines, cancel);
        return "done";
    }

    private async Task<string> Team(DemoTeam team, CancellationToken cancel)
    {
        var members = new JsonArray();
        foreach (var agent in cast.Agents.Where(one => one.Team == team.Id || one.Also == team.Id)) members.Add(await desk.PersonId(agent.User));
        var body = new JsonObject
        {
            ["name"] = team.Name,
            ["categories"] = new JsonArray([.. team.Categories.Select(one => JsonValue.Create(one))]),
            ["members"] = members,
            ["tier"] = team.Tier,
            ["lead"] = await desk.PersonId("lead"),
        };
        if (team.Next is not null) body["next"] = team.Next;
        await desk.As("admin", Desk.Routing).Send(HttpMethod.Put, $"/teams/{team.Id}", body, null, cancel);
        return team.Id;
    }

    /// <summary>As shipped, and nobody can do what the midrange host needs.</summary>
    private static JsonObject Rules() => JsonNode.Parse("""
        {
          "requirements": [{ "systems": ["host"], "skills": [{ "skill": "midrange", "level": 3 }] }],
          "priorities": [
            { "priority": "p1", "points": 4, "onCall": true }, { "priority": "p2", "points": 3 }, { "priority": "p3", "points": 2 },
            { "priority": "p4", "points": 1, "mayWait": "PT8H" }
          ],
          "affinity": { "requester": 100, "system": 60 }
        }
        """)!.AsObject();

    private async Task Article(ArticleText text, CancellationToken cancel)
    {
        var (writer, reviewer) = (desk.As("agent", Desk.Resolution), desk.As("lead", Desk.Resolution));
        var id = await desk.Once($"demo:article:{text.Key}", async () =>
        {
            var answer = await writer.Send(HttpMethod.Post, "/articles", Content(text), $"demo-{text.Key}", cancel);
            return $"{answer.Text("id")} {answer.Text("number")}";
        });
        await desk.Once($"demo:article:{text.Key}:published", async () =>
        {
            await writer.Send(HttpMethod.Post, $"/articles/{id.Split(' ')[0]}/submit", new JsonObject(), $"demo-{text.Key}-submit", cancel);
            await reviewer.Send(HttpMethod.Post, $"/articles/{id.Split(' ')[0]}/publish", new JsonObject(), $"demo-{text.Key}-publish", cancel);
            return "done";
        });
    }

    private static JsonObject Content(ArticleText text) => new()
    {
        ["title"] = text.Title,
        ["language"] = text.Language,
        ["audience"] = text.Audience,
        ["category"] = text.Category,
        ["sections"] = new JsonObject { ["symptom"] = text.Symptom, ["steps"] = text.Steps, ["cause"] = text.Cause, ["precautions"] = text.Precautions },
    };

    private static JsonObject Described(Customer customer) => new()
    {
        ["name"] = customer.Name,
        ["domains"] = new JsonArray(customer.Domain),
        ["contract"] = new JsonObject { ["reference"] = $"SD-{customer.Id}", ["level"] = "silver", ["validFrom"] = "2026-01-01" },
        ["language"] = customer.Chinese > 50 ? "zh" : "en",
        ["timeZone"] = customer.Sites[0].Zone,
    };

    private static JsonObject Described(DemoSystem system) => new()
    {
        ["nameZh"] = system.Zh,
        ["nameEn"] = system.En,
        ["importance"] = system.Importance,
        ["team"] = Staff.TeamOf(system.Category),
        ["category"] = system.Category,
    };
}
