using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

[Collection(DeskCollection.Name)]
public sealed class Conventions(Desk desk)
{
    [Fact]
    public async Task The_feed_is_a_batch_of_CloudEvents_in_which_each_names_the_one_before()
    {
        await desk.Ticket("demo");
        foreach (var log in Dev.Databases.Logs)
        {
            var (seen, after) = (0L, "0");
            string? previous = null;
            for (var page = await desk.Admin.Get(log, "/events?limit=100"); page.Json.AsArray().Count > 0; page = await desk.Admin.Get(log, $"/events?limit=100&after={after}"))
            {
                page.MediaType.ShouldBe("application/cloudevents-batch+json");
                foreach (var e in page.Json.AsArray())
                {
                    string Text(string name) => e![name]!.ToString();
                    (Text("specversion"), Text("source"), e!["previous"]?.ToString()).ShouldBe(("1.0", $"/servicedesk/{log}", previous));
                    foreach (var required in (string[])["type", "subject", "time", "recorded", "actor", "data"]) e[required].ShouldNotBeNull(required);
                    previous = Text("id");
                    after = previous.Split('/')[1];
                    seen++;
                }
            }
            seen.ShouldBe(await desk[log].Ask<long>("select count(*) from events"), log);
        }
    }

    [Fact]
    public async Task A_read_with_a_position_shows_the_effect()
    {
        for (var n = 0; n < 20; n++)
        {
            var created = await desk.Admin.Post("intake", "/tickets", new { kind = "request", subject = $"Paper {n}", requester = new { name = "x", organization = "demo" } });
            var (id, position) = (created.Text("id"), created.Text("position"));
            (await desk.Admin.Get("routing", $"/tickets/{id}/routing?position={position}")).Status.ShouldBe(200);
            (await desk.Admin.Get("resolution", $"/tickets?q={created.Text("number")}&position={position}")).Items.Single()["id"]!.ToString().ShouldBe(id);
            (await desk.Admin.Get("analytics", $"/audit/tickets/{id}?position={position}")).Status.ShouldBe(200);
            var answered = await desk.Admin.Post("resolution", $"/tickets/{id}/respond?position={position}", new { message = "Coming." });
            var listed = await desk.Admin.Get("resolution", $"/tickets?q={created.Text("number")}&position={answered.Text("position")}");
            listed.Items.Single()["status"]!.ToString().ShouldBe("in-progress");
        }
    }

    [Fact]
    public async Task A_position_that_is_not_reached_is_answered_not_yet()
    {
        var replies = await Task.WhenAll(desk.Admin.Get("resolution", "/tickets?position=intake/999999999"), desk.Admin.Get("resolution", "/tickets?position=resolution/999999999"));
        foreach (var reply in replies)
        {
            (reply.Status, reply.Code).ShouldBe((503, "not-yet"));
            reply.Headers.RetryAfter.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task One_trace_runs_through_the_whole_chain_of_a_ticket()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var created = await desk.As("system").Sending(("traceparent", $"00-{trace}-b7ad6b7169203331-01"))
            .Post("intake", "/tickets", new { kind = "incident", subject = "Traced", category = "hardware", requester = new { name = "x", organization = "demo" } });
        await desk.Quiet();

        var entries = (await desk.As("auditor").Get("analytics", $"/audit/tickets/{created.Text("id")}")).Json["entries"]!.AsArray();
        entries.Select(entry => entry!["type"]!.ToString()).Order().ShouldBe([
            "intake.ticket-submitted.v1", "resolution.case-assigned.v1", "resolution.case-opened.v1", "routing.assignment-taken.v1", "routing.ticket-routed.v1"]);
        entries.Select(entry => entry!["traceId"]?.ToString()).Distinct().ShouldBe([trace]);
        var ids = entries.Select(entry => entry!["id"]!.ToString()).ToList();
        entries.Where(entry => entry!["cause"] is not null).ShouldAllBe(entry => ids.IndexOf(entry!["cause"]!.ToString()) < ids.IndexOf(entry!["id"]!.ToString()));
        entries.Count(entry => entry!["cause"] is not null).ShouldBe(4);
    }

    [Theory]
    [InlineData(Roles.System, "2016-02-29T01:16:00Z", 201)]
    [InlineData(Roles.Admin, "2016-02-29T01:16:00Z", 201)]
    [InlineData(Roles.Agent, "2016-02-29T01:16:00Z", 422)]
    [InlineData(Roles.Agent, "-PT23H", 201)]
    [InlineData(Roles.Lead, "-PT23H", 201)]
    [InlineData(Roles.Agent, "-PT25H", 422)]
    [InlineData(Roles.Requester, "-PT1H", 422)]
    [InlineData(Roles.System, "PT1H", 422)]
    [InlineData(Roles.Admin, "PT1H", 422)]
    public async Task Who_may_say_that_a_ticket_occurred_earlier(string role, string when, int status)
    {
        var at = when.Contains('T') && when.EndsWith('H') ? Notes.Now + EventStore.EventJson.Parse(when) : NodaTime.Text.InstantPattern.ExtendedIso.Parse(when).Value;
        var reply = await desk.As(role).Post("intake", "/tickets", new { kind = "incident", subject = "Earlier", occurredAt = at.ToString(), requester = new { name = "x", organization = "demo" } });
        reply.Status.ShouldBe(status, reply.Body);
        if (status == 422) { reply.WrongFields.ShouldBe(["occurredAt"]); return; }
        var ticket = await desk.Admin.Get("intake", $"/tickets/{reply.Text("id")}?position={reply.Text("position")}");
        NodaTime.Text.InstantPattern.ExtendedIso.Parse(ticket.Text("occurredAt")).Value.ToUnixTimeSeconds().ShouldBe(at.ToUnixTimeSeconds());
        (await desk.Admin.Get("resolution", $"/tickets/{reply.Text("id")}?position={reply.Text("position")}")).Json["openedAt"]!.ToString().ShouldBe(ticket.Text("occurredAt"));
    }

    [Fact]
    public async Task The_version_a_person_saw_guards_a_command()
    {
        var id = await desk.Ticket("demo");
        var seen = (await desk.Admin.Get("resolution", $"/tickets/{id}")).Headers.ETag!.Tag;
        var first = await desk.Admin.Sending(("If-Match", seen)).Post("resolution", $"/tickets/{id}/respond", new { message = "first" });
        first.Status.ShouldBe(200, first.Body);
        first.Headers.ETag!.Tag.ShouldBe($"\"{first.Text("version")}\"");
        first.Headers.ETag.Tag.ShouldNotBe(seen);
        var head = await desk.Head("resolution");

        var late = await desk.Admin.Sending(("If-Match", seen)).Post("resolution", $"/tickets/{id}/respond", new { message = "second" });

        (late.Status, late.Code).ShouldBe((412, "stale"));
        (await desk.Head("resolution")).ShouldBe(head);
    }

    [Fact]
    public async Task A_repeated_command_gets_its_first_answer_and_another_under_its_key_is_refused()
    {
        var id = await desk.Ticket("demo");
        var caller = desk.Admin.Sending(("Idempotency-Key", $"respond-{id}"));
        var first = await caller.Post("resolution", $"/tickets/{id}/respond", new { message = "once" });
        await desk.Admin.Post("resolution", $"/tickets/{id}/diagnose", new { findings = "later" });
        var head = await desk.Head("resolution");

        var again = await caller.Post("resolution", $"/tickets/{id}/respond", new { message = "once" });
        var other = await caller.Post("resolution", $"/tickets/{id}/respond", new { message = "twice" });

        (again.Status, again.Body, again.Headers.ETag!.Tag).ShouldBe((200, first.Body, first.Headers.ETag!.Tag));
        (other.Status, other.Code).ShouldBe((422, "idempotency-key-reused"));
        (await desk.Head("resolution")).ShouldBe(head);
    }

    [Fact]
    public async Task The_life_of_a_ticket_and_its_refusals()
    {
        var id = await desk.Ticket("demo");
        async Task Does(string verb, object body, int status, string? code = null)
        {
            var reply = await desk.Admin.Post("resolution", $"/tickets/{id}/{verb}", body);
            reply.Status.ShouldBe(status, $"{verb}: {reply.Body}");
            if (code is not null) reply.Code.ShouldBe(code);
        }

        await Does("close", new { }, 409, "not-confirmed");
        await Does("confirm", new { }, 409, "not-resolved");
        await Does("respond", new { message = "Looking." }, 200);
        await Does("diagnose", new { findings = "Empty." }, 200);
        await Does("resolve", new { solution = "Filled.", verification = new { passed = true, checks = "x" } }, 200);
        await Does("close", new { }, 409, "not-confirmed");
        await Does("diagnose", new { findings = "Again." }, 409, "resolved");
        await Does("reject", new { reason = "Still empty." }, 200);
        await Does("resolve", new { solution = "Filled more.", verification = new { passed = true, checks = "x" } }, 200);
        await Does("confirm", new { }, 200);
        await Does("close", new { }, 200);
        await Does("respond", new { message = "x" }, 409, "closed");
        (await desk.Admin.Get("resolution", $"/tickets/{id}")).Text("status").ShouldBe("closed");
    }
}
