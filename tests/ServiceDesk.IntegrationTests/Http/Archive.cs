using System.Text.Json;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>A ticket that ended long enough ago is only read from then on, by every way in and in every service, and stays findable and provable.</summary>
[Collection(DeskCollection.Name)]
public sealed class Archive(Desk desk) : IAsyncLifetime
{
    private static readonly object verification = new { passed = true, checks = "x" };

    private string rule = "";

    public async ValueTask InitializeAsync()
    {
        var now = (await desk.As("lead").Get("resolution", "/closing-rules")).Json.AsObject();
        now["archiveDays"]!.GetValue<int>().ShouldBe(90, "as shipped");
        foreach (var name in (string[])["version", "effectiveFrom", "by", "at", "inEffect"]) now.Remove(name);
        rule = now.ToJsonString();
        await Define(JsonSerializer.Serialize(new { explainedCategories = Array.Empty<string>(), callBack = false, followUpScore = 0, followUpWorkingDays = 3, reopenDays = 0, archiveDays = 0 }));
    }

    public async ValueTask DisposeAsync() => await Define(rule);

    [Fact]
    public async Task An_archived_ticket_is_changed_by_nobody_and_found_by_everybody_who_could_find_it_before()
    {
        var (ticket, stays) = (await Closed("Archived printer"), await desk.Ticket("demo", "Printer of today"));
        await Archived(ticket);

        (string Role, string Service, string Verb, object Body)[] commands =
        [
            ("agent", "resolution", "reopen", new { reason = "again" }), ("agent", "resolution", "note", new { text = "x" }), ("agent", "resolution", "respond", new { message = "x" }),
            ("agent", "resolution", "draft-article", new { }), ("agent", "intake", "messages", new { text = "x" }), ("agent", "intake", "correct", new { values = new { subject = "x" }, reason = "x" }),
            ("lead", "intake", "confidential", new { confidential = true, reason = "x" }), ("agent", "intake", "links", new { ticket = stays, relation = "related" }),
            ("lead", "routing", "assign", new { team = "first-line" }), ("agent", "routing", "escalate", new { reason = "x" }), ("agent", "routing", "subtasks", new { team = "first-line", subject = "x" }),
        ];
        foreach (var (role, service, verb, body) in commands)
        {
            var refused = await desk.As(role).Post(service, $"/tickets/{ticket}/{verb}", body);
            (refused.Status, refused.Code).ShouldBe((409, "archived"), $"{verb}: {refused.Body}");
            refused.Body.ShouldContain("submit a new one");
        }
        var outsider = await desk.Register("acme", "agent");
        (await outsider.Caller.Post("resolution", $"/tickets/{ticket}/note", new { text = "x" })).Status.ShouldBe(404, "whoever may not see it does not learn that it is archived");
        (await desk.Admin.Post("resolution", $"/tickets/{stays}/note", new { text = "x" })).Status.ShouldBe(200);

        (await desk.As("agent").Get("resolution", $"/tickets/{ticket}")).Json["archivedAt"].ShouldNotBeNull();
        (await Listed("?q=Archived printer&archived=true")).ShouldBe([ticket]);
        (await Listed("?q=Archived printer")).ShouldBe([ticket]);
        (await Listed("?q=Archived printer&archived=false")).ShouldBeEmpty();
        (await Listed("?status=closed&archived=true&limit=500")).ShouldContain(ticket);

        await desk.Quiet();
        var entries = (await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}")).Json["entries"]!.AsArray();
        entries.Count(entry => entry!["type"]!.ToString() == "resolution.ticket-archived.v1").ShouldBe(1);
        var pack = Path.GetTempFileName();
        await File.WriteAllTextAsync(pack, (await desk.As("auditor").Get("analytics", $"/audit/tickets/{ticket}/pack")).Body, TestContext.Current.CancellationToken);
        (await Verifier.Run(pack)).ShouldSatisfyAllConditions(one => one.ExitCode.ShouldBe(0, one.Said), one => one.Said.ShouldContain(ticket));
        File.Delete(pack);
    }

    [Fact]
    public async Task What_is_said_to_an_archived_ticket_in_its_chat_thread_becomes_a_new_one()
    {
        var thread = $"thread {Guid.NewGuid():N}";
        var first = await Chat(thread, "1", "Chat printer");
        first.Status.ShouldBe(201, first.Body);
        await desk.Quiet();
        await Solve(first.Text("id"));
        await Archived(first.Text("id"));

        var next = await Chat(thread, "2", "It is broken again");
        (next.Status, next.Text("outcome")).ShouldBe((201, "created"), next.Body);
        next.Text("id").ShouldNotBe(first.Text("id"));
        (await Chat(thread, "1", "Chat printer")).Text("outcome").ShouldBe("known");
    }

    [Fact]
    public async Task A_mail_to_an_archived_ticket_from_somebody_whom_nobody_can_place_waits_with_its_reason()
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var first = await Mail(run, "first", "");
        (first.Status, first.Text("reason")).ShouldBe((202, "unknown-sender"), first.Body);
        var ticket = first.Text("id");
        (await desk.Admin.Post("intake", $"/channels/email/held/{ticket}/release", new { organization = "demo" })).Status.ShouldBe(201);
        await desk.Quiet();
        await Solve(ticket);
        await Archived(ticket);

        var answer = await Mail(run, "second", $"In-Reply-To: <first-{run}@nowhere.example>\n");
        (answer.Status, answer.Text("outcome"), answer.Text("reason")).ShouldBe((202, "held", "archived-ticket"), answer.Body);
        (await Mail(run, "second", $"In-Reply-To: <first-{run}@nowhere.example>\n")).Text("reason").ShouldBe("archived-ticket", "the same again");
        var held = (await desk.Admin.Get("intake", $"/channels/email/held?position={answer.Text("position")}")).Items.Single(one => one["id"]!.ToString() == answer.Text("id"));
        (held["why"]!.ToString(), held["answers"]!.ToString()).ShouldBe(("archived-ticket", ticket));
        (await desk.Admin.Post("intake", $"/channels/email/held/{answer.Text("id")}/drop", new { reason = "x" })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_row_of_another_systems_log_does_not_change_an_archived_ticket()
    {
        var source = $"s{Guid.NewGuid().ToString("N")[..8]}";
        string[] rows =
        [
            """{"row":"r1","ticket":"T1","what":"opened","at":"2016-03-01T08:00:00Z","who":{"name":"opener"},"kind":"incident","subject":"Imported","requester":{"name":"Li Na","organization":"demo"}}""",
            """{"row":"r2","ticket":"T1","what":"resolved","at":"2016-03-01T09:00:00Z","who":{"name":"solver"}}""", """{"row":"r3","ticket":"T1","what":"closed","at":"2016-03-01T10:00:00Z","who":{"name":"solver"}}""",
        ];
        var imported = await Import(source, rows);
        imported.Lines.Take(3).Select(line => line["status"]!.GetValue<int>()).ShouldBe([201, 201, 201], imported.Body);
        await desk.Quiet();
        await Archived(imported.Lines[0]["id"]!.ToString());
        var head = await desk.Head("intake");

        var late = await Import(source, [.. rows, rows[1].Replace("r2", "r4", StringComparison.Ordinal)]);
        late.Lines.Take(4).Select(line => line["status"]!.GetValue<int>()).ShouldBe([200, 200, 200, 409], late.Body);
        late.Lines[3]["problem"]!["code"]!.ToString().ShouldBe("archived");
        (await desk["intake"].Ask<long>($"select count(*) from events where position > {head} and meta -> 'imported' ->> 'source' = '{source}'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_merge_into_a_ticket_that_is_archived_stands()
    {
        var (merged, survivor, open) = (await desk.Ticket("demo", "Merged"), await Closed("Survivor", merge: true), await desk.Ticket("demo", "Open"));
        await Archived(survivor.Ticket);
        foreach (var (ticket, verb, body) in ((string, string, object)[])[(survivor.Merged, "unmerge", new { reason = "x" }), (open, "merge", new { into = survivor.Ticket })])
        {
            var refused = await desk.Admin.Post("intake", $"/tickets/{ticket}/{verb}", body);
            refused.Status.ShouldBe(409, $"{verb}: {refused.Body}");
            refused.Code.ShouldBe(verb == "unmerge" ? "archived" : "target-ended");
        }
        (await desk.Admin.Post("intake", $"/tickets/{merged}/merge", new { into = open })).Status.ShouldBe(200);
        (await desk.Admin.Post("intake", $"/tickets/{merged}/unmerge", new { reason = "x" })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_withdrawn_ticket_is_archived_and_a_merged_one_is_not()
    {
        var (withdrawn, merged, survivor) = (await desk.Ticket("demo"), await desk.Ticket("demo"), await desk.Ticket("demo"));
        (await desk.Admin.Post("intake", $"/tickets/{withdrawn}/withdraw", new { })).Status.ShouldBe(200);
        (await desk.Admin.Post("intake", $"/tickets/{merged}/merge", new { into = survivor })).Status.ShouldBe(200);
        await Archived(withdrawn);

        (await desk.Admin.Post("intake", $"/tickets/{merged}/unmerge", new { reason = "x" })).Status.ShouldBe(200);
        (await desk.Admin.Get("resolution", $"/tickets/{merged}")).Json["archivedAt"].ShouldBeNull();
    }

    private async Task<string> Closed(string subject)
    {
        var ticket = await desk.Ticket("demo", subject);
        await Solve(ticket);
        return ticket;
    }

    /// <summary>Two tickets, of which one was merged into the other, which was closed then.</summary>
    private async Task<(string Ticket, string Merged)> Closed(string subject, bool merge)
    {
        var (ticket, merged) = (await desk.Ticket("demo", subject), await desk.Ticket("demo", subject));
        if (merge) (await desk.Admin.Post("intake", $"/tickets/{merged}/merge", new { into = ticket })).Status.ShouldBe(200);
        await desk.Quiet();
        await Solve(ticket);
        return (ticket, merged);
    }

    private Task<Reply> Mail(string run, string id, string more)
    {
        var text = $"From: Stranger <stranger-{run}@nowhere.example>\nTo: desk@servicedesk.example\nSubject: Broken\nMessage-ID: <{id}-{run}@nowhere.example>\nDate: Mon, 2 Mar 2026 08:00:00 +0000\n{more}"
            + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nIt is broken\n";
        return desk.As("system").Send(HttpMethod.Post, "intake", "/channels/email", new StringContent(text.ReplaceLineEndings("\r\n"), System.Text.Encoding.UTF8, "message/rfc822"));
    }

    private Task<Reply> Import(string source, string[] rows) => desk.As("system").Send(
        HttpMethod.Post, "intake", $"/imports?source={source}", new StringContent(string.Join('\n', rows), System.Text.Encoding.UTF8, "application/x-ndjson"));

    private async Task Solve(string ticket)
    {
        foreach (var (verb, body) in ((string, object)[])[("resolve", new { solution = "x", verification }), ("confirm", new { }), ("close", new { })])
        {
            var reply = await desk.Admin.Post("resolution", $"/tickets/{ticket}/{verb}", body);
            reply.Status.ShouldBe(200, $"{verb}: {reply.Body}");
        }
    }

    private async Task Archived(string ticket)
    {
        await Eventually.Holds(async () => (await desk.Admin.Get("resolution", $"/tickets/{ticket}")).Json["archivedAt"] is not null, "it is archived");
        await desk.Quiet();
    }

    private async Task<IReadOnlyList<string>> Listed(string query) => [.. (await desk.As("agent").Get("resolution", "/tickets" + query)).Items.Select(item => item["id"]!.ToString())];

    private Task<Reply> Chat(string thread, string message, string text) => desk.Admin.Post(
        "intake", "/channels/chat", new { externalThread = thread, messageId = message, text, organization = "demo", user = new { name = "Li Na", email = "lina@demo.example" } });

    private async Task Define(string document)
    {
        var reply = await desk.As("lead").Send(HttpMethod.Put, "resolution", "/closing-rules", Caller.Json(document));
        reply.Status.ShouldBe(200, reply.Body);
    }
}
