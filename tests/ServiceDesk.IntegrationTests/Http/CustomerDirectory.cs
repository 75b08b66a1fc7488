using System.Net.Http.Headers;
using System.Text;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Organisations, requesters and systems over HTTP, and what the rest of the desk makes of them.</summary>
[Collection(DeskCollection.Name)]
public sealed class CustomerDirectory(Desk desk)
{
    private readonly string run = $"d{Guid.NewGuid():N}"[..12];

    [Fact]
    public async Task A_renamed_organisation_has_its_new_name_in_every_service()
    {
        var created = await Put($"/organizations/{run}", $$"""{"name":"First","domains":["{{run}}.example"],"contract":{"reference":"C-1","level":"gold"} }""");
        (created.Status, created.Headers.ETag!.Tag).ShouldBe((201, "\"2\""));
        var head = await desk.Settled("intake");
        (await Put($"/organizations/{run}", $$"""{"name":"First","domains":["{{run}}.example"],"contract":{"reference":"C-1","level":"gold"} }""")).Status.ShouldBe(200);
        (await desk.Settled("intake")).ShouldBe(head); // nothing changed, nothing is recorded
        (await Put($"/organizations/{run}", """{"name":"Second"}""", "\"1\"")).Status.ShouldBe(412);
        (await Put($"/organizations/{run}", $$"""{"name":"Second","domains":["{{run}}.example"],"timeZone":"Europe/Berlin"}""", "\"2\"")).Status.ShouldBe(200);

        var read = await desk.Admin.Get("intake", $"/organizations/{run}");
        (read.Text("name"), read.Text("timeZone"), read.Json["contract"]).ShouldBe(("Second", "Europe/Berlin", null));
        (await desk.Admin.Get("intake", "/organizations")).Items.Single(one => one["id"]!.ToString() == run)["name"]!.ToString().ShouldBe("Second");
        await desk.Quiet();
        foreach (var log in Dev.Databases.Logs)
            (await desk[log].Ask<string>($"select name from served.organizations where organization = '{run}'")).ShouldBe("Second", log);

        var thief = await Put($"/organizations/{run}-x", $$"""{"name":"Thief","domains":["{{run}}.example"]}""");
        (thief.Status, thief.WrongFields.Single()).ShouldBe((422, "domains"));
    }

    [Fact]
    public async Task Racing_organisations_do_not_share_a_domain()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Put($"/organizations/{run}-{n}", $$"""{"name":"{{n}}","domains":["{{run}}.example"]}""")));

        replies.Select(reply => reply.Status).Order().ShouldBe([201, 422, 422, 422, 422, 422, 422, 422]);
    }

    [Fact]
    public async Task A_ticket_on_an_important_system_has_the_higher_priority_of_the_matrix_with_the_reason_recorded()
    {
        foreach (var (name, importance) in ((string, string)[])[("high", "high"), ("low", "low")])
            (await Put($"/systems/{run}-{name}", $$"""{"nameEn":"{{run}} {{name}} system","nameZh":"{{run}}{{name}}系统","importance":"{{importance}}"}""")).Status.ShouldBe(201);

        foreach (var (system, importance, priority) in ((string?, string, string)[])
            [($"{run.ToUpperInvariant()} High SYSTEM", "high", "p1"), ($"{run}high系统", "high", "p1"), ($"{run}-low", "low", "p3"), ("unheard of", "normal", "p2"), (null, "normal", "p2")])
        {
            var ticket = await desk.Admin.Post("intake", "/tickets", new
            {
                kind = "incident",
                subject = run,
                urgency = "high",
                impact = "department",
                affectedSystem = system,
                requester = new { name = "x", organization = "demo" },
            });
            await desk.Quiet();
            (await desk.Admin.Get("intake", $"/tickets/{ticket.Text("id")}")).Json["affectedSystem"]?.ToString().ShouldBe(system);
            var routed = await desk["routing"].Ask<string>($"select (data ->> 'importance') || ' ' || (data ->> 'priority') from events where stream = 'ticket-{ticket.Text("id")}' and type = 'routing.ticket-routed.v1'");
            routed.ShouldBe($"{importance} {priority}");
            (await desk.Admin.Get("routing", $"/tickets/{ticket.Text("id")}/routing")).Body.ShouldContain($"\"{importance}\"");
        }
    }

    [Fact]
    public async Task A_known_requester_submits_with_kind_and_subject_and_the_rest_is_filled_in()
    {
        var requester = await desk.Register("demo", Roles.Requester);
        var email = (await Known(requester.Id))["emails"]![0]!.ToString();
        var put = await Put($"/requesters/{requester.Id}", $$"""{"organization":"demo","name":"{{run}} 张伟","emails":["{{email}}"],"phones":["+86 21 {{run}}"],"language":"zh","vip":true}""");
        put.Status.ShouldBe(200, put.Body);

        var ticket = await requester.Caller.Post("intake", "/tickets", new { kind = "incident", subject = run });

        ticket.Status.ShouldBe(201, ticket.Body);
        var read = (await requester.Caller.Get("intake", $"/tickets/{ticket.Text("id")}")).Json["requester"]!;
        (read["id"]!.ToString(), read["email"]!.ToString(), read["phone"]!.ToString(), read["organization"]!.ToString()).ShouldBe((requester.Id, email, $"+86 21 {run}", "demo"));
        (await desk["intake"].Ask<string>($"select data ->> 'language' from events where stream = 'ticket-{ticket.Text("id")}'")).ShouldBe("zh");
        (await requester.Caller.Get("intake", "/requesters")).Items.Select(one => one["id"]!.ToString()).ShouldBe([requester.Id]);
    }

    [Fact]
    public async Task Contacts_are_found_and_nobody_sees_those_of_another_organisation()
    {
        string[] ids =
        [
            (await Put("/requesters", $$"""{"organization":"demo","name":"{{run}} 张伟","emails":["{{run}}@demo.example"],"phones":["138-0000-4242"]}""")).Text("id"),
            (await Put("/requesters", $$"""{"organization":"acme","name":"{{run}} Grace","emails":["{{run}}@acme.example"]}""")).Text("id"),
        ];
        (await Put("/requesters", $$"""{"organization":"demo","name":"{{run}} Other","emails":["other-{{run}}@demo.example","{{run}}@demo.example"]}""")).Text("id").ShouldBe(ids[0]);
        var stranger = (await desk.Register("acme", Roles.Agent, Roles.Lead, Roles.Admin)).Caller;
        var one = (await desk.Register("acme", Roles.Requester)).Caller;

        (await Found(desk.As("agent"), run)).ShouldBe(ids, ignoreOrder: true);
        (await Found(stranger, run)).ShouldBe([ids[1]]);
        (await Found(stranger, run, "&organization=demo")).ShouldBeEmpty();
        (await Found(one, run)).ShouldBeEmpty();
        (await stranger.Get("intake", $"/requesters/{ids[0]}")).Status.ShouldBe(404);
        (await one.Get("intake", $"/requesters/{ids[1]}")).Status.ShouldBe(404);
        (await stranger.Get("intake", $"/requesters/{ids[1]}")).Status.ShouldBe(200);
        var head = await desk.Settled("intake");
        (await Put($"/requesters/{ids[0]}", """{"name":"Stolen"}""", null, stranger)).Status.ShouldBe(404);
        (await Put("/organizations/demo", """{"name":"Stolen"}""", null, stranger)).Status.ShouldBe(404);
        (await Put("/organizations/acme", """{"name":"Own"}""", null, stranger)).Status.ShouldBe(403);
        (await stranger.Get("intake", "/organizations/demo")).Status.ShouldBe(404);
        (await Put("/systems/mail", """{"nameEn":"Mine"}""", null, stranger)).Code.ShouldBe("provider-wide");
        (await desk.Settled("intake")).ShouldBe(head);
        (await one.Get("intake", "/organizations/acme")).Json["contract"].ShouldBeNull();
    }

    [Fact]
    public async Task Systems_of_another_organisation_are_not_listed_and_not_looked_up()
    {
        (await Put($"/systems/{run}", $$"""{"nameEn":"{{run}}","organization":"demo","importance":"high"}""")).Status.ShouldBe(201);
        var stranger = (await desk.Register("acme", Roles.Agent, Roles.Lead)).Caller;

        (await stranger.Get("intake", $"/systems?q={run}")).Items.ShouldBeEmpty();
        (await stranger.Get("intake", $"/systems/{run}")).Status.ShouldBe(404);
        (await Put($"/systems/{run}", """{"nameEn":"Stolen"}""", null, stranger)).Status.ShouldBe(404);
        (await desk.Admin.Get("intake", $"/systems?q={run}")).Items.Count.ShouldBe(1);
        var ticket = await stranger.Post("intake", "/tickets", new { kind = "incident", subject = run, affectedSystem = run, requester = new { name = "x" } });
        (await desk["intake"].Ask<bool>($"select data ? 'importance' from events where stream = 'ticket-{ticket.Text("id")}'")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_is_applied_row_by_row_and_the_same_file_again_changes_nothing()
    {
        string[] file =
        [
            "organization,name,emails,phones", .. Enumerable.Range(0, 300).Select(n => $"demo,{run} {n},{run}-{n}@demo.example,+86 {n}"),
            $"demo,{run} 7 again,{run}-7@demo.example,+86 7", "nowhere,x,x@x.example,", $"demo,=1+1,{run}-f@demo.example,", "demo,short",
        ];
        var first = await Csv("/requesters/csv", Encoding.UTF8.GetBytes(string.Join('\n', file)));

        first.MediaType.ShouldBe("application/x-ndjson");
        first.Lines.Select(line => line["line"]!.GetValue<int>()).ShouldBe(Enumerable.Range(2, 304));
        first.Lines.Select(line => line["status"]!.GetValue<int>()).ShouldBe([.. Enumerable.Repeat(201, 300), 200, 422, 422, 400]);
        first.Lines[300]["id"]!.ToString().ShouldBe(first.Lines[7]["id"]!.ToString());
        (await Known(first.Lines[7]["id"]!.ToString()))["name"]!.ToString().ShouldBe($"{run} 7 again");

        var head = await desk.Settled("intake");
        var again = await Csv("/requesters/csv", Encoding.UTF8.GetBytes(string.Join('\n', file.Take(301).Where((_, line) => line != 8))));
        again.Lines.ShouldAllBe(line => line["status"]!.GetValue<int>() == 200);
        (await desk.Settled("intake")).ShouldBe(head);

        // A column that the file does not have keeps its values.
        (await Csv("/requesters/csv", Encoding.UTF8.GetBytes($"organization,name,emails,vip\ndemo,{run} 9,{run}-9@demo.example,yes\n"))).Lines.Single()["status"]!.GetValue<int>().ShouldBe(200);
        var known = await Known(first.Lines[9]["id"]!.ToString());
        (known["vip"]!.GetValue<bool>(), known["phones"]![0]!.ToString()).ShouldBe((true, "+86 9"));
    }

    [Fact]
    public async Task Files_of_organisations_and_systems_in_GB18030_are_applied()
    {
        var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;
        var organizations = await Csv("/organizations/csv", gb18030.GetBytes($"id,name,domains\r\n{run},顶点公司,{run}.example\r\n{run}-2,二,{run}.example\r\n"), "gb18030");
        organizations.Lines.Select(line => line["status"]!.GetValue<int>()).ShouldBe([201, 422], organizations.Body);
        (await desk.Admin.Get("intake", $"/organizations/{run}")).Text("name").ShouldBe("顶点公司");
        (await Csv("/systems/csv", gb18030.GetBytes($"id,nameZh,organization\r\n{run},网关,{run}\r\n"), "gb18030")).Lines.Single()["status"]!.GetValue<int>().ShouldBe(201);
        (await desk.Admin.Get("intake", $"/systems/{run}")).Text("nameZh").ShouldBe("网关");

        (await Csv("/systems/csv", "id\nx\n"u8.ToArray(), "latin1")).Code.ShouldBe("unknown-charset");
        (await desk.Admin.Post("intake", "/systems/csv", new { id = "x" })).Status.ShouldBe(415);
        (await Csv("/systems/csv", "id,id\nx,y\n"u8.ToArray())).Code.ShouldBe("wrong-header");
    }

    [Fact]
    public async Task A_large_file_streams_through_and_one_that_is_too_large_is_refused()
    {
        var row = $"{run},{new string('x', 50_000)}\n";
        var file = Encoding.ASCII.GetBytes("id,nameEn\n" + string.Concat(Enumerable.Repeat(row, 600)) + $"{run}-last,Last\n");

        var reply = await Csv("/systems/csv", file);

        reply.Lines.Count.ShouldBe(601);
        reply.Lines.Take(600).ShouldAllBe(line => line["status"]!.GetValue<int>() == 422);
        reply.Lines[600]["status"]!.GetValue<int>().ShouldBe(201);
        (await Csv("/systems/csv", new byte[(100 << 20) + 1])).Code.ShouldBe("too-large");
    }

    private async Task<System.Text.Json.Nodes.JsonNode> Known(string id)
    {
        await Eventually.Holds(async () => (await desk.Admin.Get("intake", $"/requesters/{id}")).Status == 200, "the requester is known");
        return (await desk.Admin.Get("intake", $"/requesters/{id}")).Json;
    }

    private static async Task<IEnumerable<string>> Found(Caller caller, string text, string more = "") =>
        (await caller.Get("intake", $"/requesters?q={text}{more}")).Items.Select(one => one["id"]!.ToString());

    private Task<Reply> Put(string path, string body, string? version = null, Caller? caller = null)
    {
        var who = caller ?? desk.Admin;
        return (version is null ? who : who.Sending(("If-Match", version))).Send(HttpMethod.Put, "intake", path, Caller.Json(body));
    }

    private Task<Reply> Csv(string path, byte[] file, string? charset = null)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv") { CharSet = charset };
        return desk.Admin.Send(HttpMethod.Post, "intake", path, content);
    }
}
