using System.Text.Json;
using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.TimeTravel;

/// <summary>Questions to the ledger: who did what when, in which words, and what it led to.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class LedgerQuestions(Desk desk)
{
    [Fact]
    public async Task An_entry_is_found_by_each_of_its_sides()
    {
        var agent = await desk.Register(null, Roles.Agent);
        var id = await desk.Ticket("acme", "Zweistromland 打印机卡纸了");
        var began = DateTimeOffset.UtcNow;
        var told = await agent.Caller.Post("resolution", $"/tickets/{id}/note", new { text = "The pickup roller of the Zyxelator is worn out，已更换搓纸轮" });
        told.Status.ShouldBe(200, told.Body);
        await desk.Quiet();
        var requester = (await desk.Admin.Get("intake", $"/tickets/{id}")).Json["requester"]!["id"]!.ToString();

        foreach (var question in (string[])
            [
                $"ticket={id}", $"actor={agent.Id}", $"requester={requester}&sort=newest", "organization=acme&sort=newest", "type=resolution.note-added.v1&sort=newest", "source=resolution&sort=newest",
                $"from={began:O}&source=resolution", $"from={began:O}&axis=happened&actor={agent.Id}", "q=zyxelator", $"q=搓纸轮&ticket={id}", $"q=worn rollers&ticket={id}", "q=更换&sort=newest",
            ])
        {
            (await Found(question)).ShouldContain(entry => entry["id"]!.ToString() == told.Text("position"), question);
        }
        foreach (var question in (string[])
            [
                $"ticket={Guid.NewGuid()}", "actor=nobody", "requester=nobody", "organization=demo", "type=resolution.note-added.v2", $"source=intake&actor={agent.Id}",
                $"to={began:O}&actor={agent.Id}&source=resolution", "q=zyxelator missing", "q=硒鼓搓纸轮",
            ])
        {
            (await Found(question)).ShouldNotContain(entry => entry["id"]!.ToString() == told.Text("position"), question);
        }
    }

    [Theory]
    [InlineData("recorded", "")]
    [InlineData("occurred", "&axis=happened")]
    public async Task Pages_hold_every_entry_once_in_the_order_of_the_time_that_is_asked_for(string time, string axis)
    {
        var id = await desk.Ticket("acme", "Pages");
        for (var i = 0; i < 5; i++) await desk.Admin.Post("resolution", $"/tickets/{id}/note", new { text = $"Note {i}" });
        await desk.Quiet();
        var all = await Found($"ticket={id}&limit=1000{axis}");
        all.Count.ShouldBeGreaterThan(7);
        all.Select(entry => DateTimeOffset.Parse(entry[time]!.ToString(), System.Globalization.CultureInfo.InvariantCulture)).ShouldBeInOrder();

        foreach (var sort in (string[])["oldest", "newest"])
        {
            var (found, next) = (new List<string>(), "");
            do
            {
                var page = await desk.Admin.Get("analytics", $"/audit/events?ticket={id}&limit=3&sort={sort}{axis}{next}");
                found.AddRange(page.Items.Select(item => item["id"]!.ToString()));
                next = page.Json["next"] is { } after ? $"&after={after}" : "";
            }
            while (next.Length > 0);
            var expected = all.Select(entry => entry["id"]!.ToString()).ToList();
            found.ShouldBe(sort == "oldest" ? expected : Enumerable.Reverse(expected));
        }
    }

    [Fact]
    public async Task In_a_trace_too_long_to_be_searched_an_event_has_its_effects_on_its_ticket()
    {
        string[] lines = [.. Enumerable.Range(0, 420).Select(n => JsonSerializer.Serialize(new { kind = "incident", subject = $"One of many {n}", category = "hardware", requester = new { name = "Li Na", organization = "acme" } }))];
        var last = (await desk.Admin.Batch(lines)).Lines[^1];
        await desk.Quiet();

        var effects = await desk.Admin.Get("analytics", $"/audit/events/{last["position"]}/effects");

        effects.Status.ShouldBe(200, effects.Body);
        effects.Json["isWhole"]!.GetValue<bool>().ShouldBeFalse();
        var found = Nodes([effects.Json["event"]!.DeepClone()]).ToList();
        found[0]["entry"]!["id"]!.ToString().ShouldBe(last["position"]!.ToString());
        found.Select(node => node["entry"]!["source"]!.ToString().Split('/')[^1]).Distinct().Order().ShouldBe(["intake", "resolution", "routing"]);
        // Routing's word to a team is about the ticket, too.
        found.Select(node => node["entry"]!["subject"]!.ToString()).Distinct().ShouldBeSubsetOf([last["id"]!.ToString(), "team-hardware"]);
    }

    [Fact]
    public async Task One_submission_is_a_tree_of_events_of_three_services_with_one_trace()
    {
        var submitted = await desk.Admin.Post("intake", "/tickets", new { kind = "incident", subject = "A tree", category = "hardware", requester = new { name = "Li Na", organization = "acme" } });
        await desk.Quiet();
        var id = submitted.Text("id");

        var timeline = await desk.Admin.Get("analytics", $"/audit/tickets/{id}/timeline");
        var nodes = Nodes(timeline.Json["roots"]!.AsArray()).ToList();
        nodes.Select(node => node["entry"]!["id"]!.ToString()).Order()
            .ShouldBe((await desk.Admin.Get("analytics", $"/audit/tickets/{id}")).Json["entries"]!.AsArray().Select(entry => entry!["id"]!.ToString()).Order());
        var root = timeline.Json["roots"]!.AsArray().Single(node => node!["entry"]!["id"]!.ToString() == submitted.Text("position"))!;
        var below = Nodes([.. new[] { root.DeepClone() }]).ToList();
        below.Select(node => node["entry"]!["source"]!.ToString().Split('/')[^1]).Distinct().Order().ShouldBe(["intake", "resolution", "routing"]);
        below.ShouldAllBe(node => node["effects"]!.AsArray().All(effect => effect!["entry"]!["cause"]!.ToString() == node["entry"]!["id"]!.ToString()));
        below.ShouldAllBe(node => node["entry"]!["spanId"]!.ToString().Length == 16);
        var trace = below.Select(node => node["entry"]!["traceId"]!.ToString()).Distinct().Single();

        var traced = await desk.Admin.Get("analytics", $"/audit/traces/{trace}");
        Nodes(traced.Json["roots"]!.AsArray()).Select(node => node["entry"]!["id"]!.ToString()).ShouldContain(submitted.Text("position"));
        var effects = await desk.Admin.Get("analytics", $"/audit/events/{submitted.Text("position")}/effects");
        Nodes([effects.Json["event"]!.DeepClone()]).Select(node => node["entry"]!["id"]!.ToString()).ShouldBeSubsetOf(Nodes(traced.Json["roots"]!.AsArray()).Select(node => node["entry"]!["id"]!.ToString()));
        (await desk.Admin.Get("analytics", "/audit/events/intake/999999999/effects")).Code.ShouldBe("not-found");
        var stranger = await desk.Register("demo", Roles.Auditor);
        (await stranger.Caller.Get("analytics", $"/audit/events/{submitted.Text("position")}/effects")).Code.ShouldBe("not-found");
        (await stranger.Caller.Get("analytics", $"/audit/traces/{trace}")).Code.ShouldBe("not-found");
    }

    [Fact]
    public async Task Whoever_searches_for_what_they_just_wrote_finds_it()
    {
        var id = await desk.Ticket("acme", "Found at once");
        for (var i = 0; i < 5; i++)
        {
            var told = await desk.Admin.Post("resolution", $"/tickets/{id}/note", new { text = $"Nixwortlaut {i}" });
            told.Status.ShouldBe(200, told.Body);
            (await Found($"q=nixwortlaut {i}&ticket={id}&position={told.Text("position")}")).Select(entry => entry["id"]!.ToString()).ShouldContain(told.Text("position"));
        }
    }

    [Fact]
    public async Task The_index_holds_every_entry_and_names_the_ticket_that_the_ledger_names()
    {
        await desk.Ticket("acme", "Indexed");
        await desk.Quiet();
        (await desk["analytics"].Ask<long>("select count(*) from served.ledger l join served.ledger_index i using (position) where l.ticket is not null and i.organization is not null")).ShouldBeGreaterThan(0);
        (await desk["analytics"].Ask<long>("select count(*) from served.ledger l full join served.ledger_index i using (position) where l.position is null or i.position is null or l.ticket is distinct from i.ticket"))
            .ShouldBe(0);
    }

    private async Task<IReadOnlyList<JsonNode>> Found(string question)
    {
        var reply = await desk.Admin.Get("analytics", $"/audit/events?{question}");
        reply.Status.ShouldBe(200, $"{question}: {reply.Body}");
        return reply.Items;
    }

    private static IEnumerable<JsonNode> Nodes(JsonArray nodes) => nodes.SelectMany(node => Nodes(node!["effects"]!.AsArray()).Prepend(node!));
}
