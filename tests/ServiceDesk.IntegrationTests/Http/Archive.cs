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
