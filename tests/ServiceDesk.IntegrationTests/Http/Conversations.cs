using System.Text.Json.Nodes;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>What comes after the submission: corrections, words, calls, progress, and ends without a solution, over HTTP and through all services.</summary>
[Collection(DeskCollection.Name)]
public sealed class Conversations(Desk desk)
{
    [Fact]
    public async Task A_correction_stands_beside_the_original_and_the_list_shows_what_is_right()
    {
        var id = await desk.Ticket("acme", "Printr");
        var agent = desk.As(Roles.Agent);

        (await agent.Post("intake", $"/tickets/{id}/correct", new { values = new { kind = "request" } })).WrongFields.ShouldBe(["reason"]);
        var corrected = await agent.Post("intake", $"/tickets/{id}/correct", new { values = new { kind = "request", subject = "Printer", urgency = "low" }, reason = "A wish" });
        corrected.Status.ShouldBe(200, corrected.Body);
        var again = await agent.Post("intake", $"/tickets/{id}/correct", new { values = new { subject = "Printer" } });
        (again.Status, again.Text("position")).ShouldBe((200, corrected.Text("position")));
        await desk.Quiet();

        var ticket = (await agent.Get("intake", $"/tickets/{id}")).Json;
        (ticket["subject"]!.ToString(), ticket["kind"]!.ToString(), ticket["urgency"]!.ToString()).ShouldBe(("Printer", "request", "low"));
        ticket["originals"]!.ToJsonString().ShouldBe("""{"kind":"incident","subject":"Printr","urgency":null}""");
        var correction = ticket["corrections"]!.AsArray().Single()!;
        correction["reason"]!.ToString().ShouldBe("A wish");
        correction["values"]!.AsArray().Select(one => one!.ToJsonString()).ShouldContain("""{"field":"subject","before":"Printr","after":"Printer"}""");
        (await Line(id))["kind"]!.ToString().ShouldBe("request");
        (await Line(id))["subject"]!.ToString().ShouldBe("Printer");
        (await desk.Admin.Get("resolution", $"/tickets/{id}")).Json["entries"]!.AsArray().Select(entry => entry!["kind"]!.ToString()).ShouldBe(["correction"]);
        (await desk["routing"].List<string>($"select data ->> 'urgency' from events where type = 'routing.facts-corrected.v1' and stream = 'ticket-{id}'")).ShouldBe(["low"]);
    }

    [Fact]
    public async Task A_requester_corrects_the_own_open_ticket_and_no_other()
    {
        var (mine, id) = await Own();
        var other = await desk.Register("acme", Roles.Requester);

        (await mine.Caller.Post("intake", $"/tickets/{id}/correct", new { values = new { phone = "+44 7" } })).Status.ShouldBe(200);
        (await other.Caller.Post("intake", $"/tickets/{id}/correct", new { values = new { phone = "+44 8" } })).Status.ShouldBe(404);
        (await mine.Caller.Post("intake", $"/tickets/{id}/withdraw", new { })).Status.ShouldBe(200);
        (await mine.Caller.Post("intake", $"/tickets/{id}/correct", new { values = new { phone = "+44 9" } })).Code.ShouldBe("withdrawn");
        (await mine.Caller.Get("intake", $"/tickets/{id}")).Json["requester"]!["phone"]!.ToString().ShouldBe("+44 7");
    }

    [Fact]
    public async Task A_message_is_recorded_once_and_marks_the_ticket_until_an_agent_answers()
    {
        var (mine, id) = await Own();
        var first = await mine.Caller.Post("intake", $"/tickets/{id}/messages", new { text = "Still dark", messageId = "<1@acme.example>" });
        first.Status.ShouldBe(200, first.Body);
        var again = await mine.Caller.Post("intake", $"/tickets/{id}/messages", new { text = "Still dark", messageId = "<1@acme.example>" });
        again.Text("position").ShouldBe(first.Text("position"));
        var keyed = mine.Caller.Sending(("Idempotency-Key", "message-1"));
        var second = await keyed.Post("intake", $"/tickets/{id}/messages", new { text = "And cold" });
        (await keyed.Post("intake", $"/tickets/{id}/messages", new { text = "And cold" })).Text("position").ShouldBe(second.Text("position"));
        (await keyed.Post("intake", $"/tickets/{id}/messages", new { text = "Other" })).Code.ShouldBe("idempotency-key-reused");
        await desk.Quiet();

        (await mine.Caller.Get("intake", $"/tickets/{id}")).Json["messages"]!.AsArray().Select(one => one!["text"]!.ToString()).ShouldBe(["Still dark", "And cold"]);
        var since = (await Line(id))["requesterWrote"].ShouldNotBeNull().ToString();
        (await mine.Caller.Get("resolution", $"/tickets/{id}")).Json["requesterWrote"]!.ToString().ShouldBe(since);
        (await desk.As(Roles.Agent).Post("resolution", $"/tickets/{id}/respond", new { message = "Coming" })).Status.ShouldBe(200);
        await desk.Quiet();
        (await Line(id))["requesterWrote"].ShouldBeNull();
    }

    [Fact]
    public async Task A_message_to_a_merged_ticket_stands_there_and_reaches_the_one_that_goes_on()
    {
        var (mine, id) = await Own();
        var (survivor, last) = (await desk.Ticket("acme", "The same"), await desk.Ticket("acme", "The same again"));
        await Merge(id, survivor);
        await Merge(survivor, last);
        var number = (await desk.Admin.Get("intake", $"/tickets/{id}")).Text("number");

        (await mine.Caller.Post("intake", $"/tickets/{id}/messages", new { text = "Mine is urgent", messageId = "<2@acme.example>" })).Status.ShouldBe(200);
        (await mine.Caller.Post("intake", $"/tickets/{id}/messages", new { text = "Mine is urgent", messageId = "<2@acme.example>" })).Status.ShouldBe(200);
        await desk.Quiet();

        var there = (await mine.Caller.Get("intake", $"/tickets/{id}")).Json["messages"]!.AsArray().Single()!;
        (there["text"]!.ToString(), there["fromNumber"]).ShouldBe(("Mine is urgent", null));
        var passed = (await desk.Admin.Get("intake", $"/tickets/{last}")).Json["messages"]!.AsArray().Single()!;
        (passed["text"]!.ToString(), passed["from"]!.ToString(), passed["fromNumber"]!.ToString()).ShouldBe(("Mine is urgent", id, number));
        (await desk.Admin.Get("intake", $"/tickets/{survivor}")).Json["messages"]!.AsArray().ShouldBeEmpty();
        (await Line(last))["requesterWrote"].ShouldNotBeNull();
        (await desk.Admin.Get("resolution", $"/tickets/{last}")).Json["entries"]!.AsArray().Single()!["fromNumber"]!.ToString().ShouldBe(number);
        (await Line(id))["status"]!.ToString().ShouldBe("merged");
        (await desk.Admin.Get("resolution", $"/tickets/{id}")).Json["end"]!["into"]!.ToString().ShouldBe(survivor);
    }

    [Fact]
    public async Task A_withdrawn_ticket_is_worked_on_no_more_and_is_nobodys_load_and_no_promise()
    {
        var organization = await Organization();
        var (withdrawn, invalid, open) = (await desk.Ticket(organization), await desk.Ticket(organization), await desk.Ticket(organization));
        (await Load(withdrawn)).ShouldBe(1);
        var agent = desk.As(Roles.Agent);

        (await desk.As(Roles.System).Post("intake", $"/tickets/{withdrawn}/withdraw", new { reason = "It works again" })).Status.ShouldBe(200);
        (await agent.Post("intake", $"/tickets/{withdrawn}/withdraw", new { })).Status.ShouldBe(200);
        (await agent.Post("intake", $"/tickets/{invalid}/invalidate", new { })).WrongFields.ShouldBe(["reason"]);
        (await agent.Post("intake", $"/tickets/{invalid}/invalidate", new { reason = "Not ours" })).Status.ShouldBe(200);
        (await agent.Post("intake", $"/tickets/{invalid}/withdraw", new { })).Code.ShouldBe("invalid-request");
        await desk.Quiet();

        (await Listed(organization, "&status=withdrawn")).ShouldBe([withdrawn]);
        (await Listed(organization, "&status=invalid")).ShouldBe([invalid]);
        (await Line(withdrawn))["nextDue"].ShouldBeNull();
        (await Line(withdrawn))["nextUpdateDue"].ShouldBeNull();
        var seen = (await agent.Get("resolution", $"/tickets/{invalid}")).Json;
        (seen["status"]!.ToString(), seen["end"]!["reason"]!.ToString()).ShouldBe(("invalid", "Not ours"));
        seen["clocks"]!.AsArray().Select(clock => clock!["state"]!.ToString()).ShouldBe(["void", "void"]);
        foreach (var (verb, body) in ((string, object)[])
            [("respond", new { message = "x" }), ("progress", new { message = "x", nextStep = "y" }), ("diagnose", new { findings = "x" }), ("resolve", new { solution = "x" }),
             ("confirm", new { }), ("reject", new { reason = "x" }), ("close", new { })])
        {
            (await agent.Post("resolution", $"/tickets/{withdrawn}/{verb}", body)).Code.ShouldBe("withdrawn", verb);
            (await agent.Post("resolution", $"/tickets/{invalid}/{verb}", body)).Code.ShouldBe("invalid-request", verb);
        }
        (await Load(withdrawn), await Load(invalid), await Load(open)).ShouldBe((0, 0, 1));

        var report = (await desk.Admin.Get("analytics", "/reports/sla?by=organization")).Json;
        report["rows"]!.AsArray().Where(row => row!["key"]!.ToString() == organization).Select(row => row!["count"]!.GetValue<int>()).ShouldBe([1, 1]);
        var ended = report["ended"]!.AsArray().Single(row => row!["key"]!.ToString() == organization)!;
        ((string[])["withdrawn", "invalid", "merged"]).Select(end => ended[end]!.GetValue<int>()).ShouldBe([1, 1, 0]);
    }

    [Fact]
    public async Task An_unmerged_ticket_goes_on_as_though_it_had_never_ended()
    {
        var organization = await Organization();
        var (id, other) = (await desk.Ticket(organization), await desk.Ticket(organization));
        var before = (await Line(id)).ToJsonString();
        await Merge(id, other);
        await desk.Quiet();
        (await Line(id))["status"]!.ToString().ShouldBe("merged");
        (await Load(id)).ShouldBe(0);
        (await Ended(organization)).ShouldBe(1);

        await Append(id, new TicketUnmerged("law", Guid.Parse(other), "INC-1", "law", "Not the same", Notes.Now.ToMicroseconds()));
        await desk.Quiet();

        var after = await Line(id);
        after["at"] = JsonNode.Parse(before)!["at"]!.ToString();
        after.ToJsonString().ShouldBe(before);
        (await Load(id)).ShouldBe(1);
        (await Ended(organization)).ShouldBe(0);
        (await desk.Admin.Get("intake", $"/tickets/{id}")).Json["end"].ShouldBeNull();
        (await desk.As(Roles.Agent).Post("resolution", $"/tickets/{id}/respond", new { message = "Going on" })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_call_and_its_ticket_are_recorded_together_and_once_under_retries()
    {
        var agent = desk.As(Roles.Agent).Sending(("Idempotency-Key", $"call-{Guid.NewGuid()}"));
        var at = Second(Notes.Now - NodaTime.Duration.FromMinutes(10));
        var call = new
        {
            caller = "+44 20 1",
            length = "PT4M30S",
            transcript = "Nothing works.",
            occurredAt = at.ToString(),
            ticket = new { kind = "incident", subject = "No network", requester = new { name = "Grace Hopper", organization = "acme" } },
        };
        var before = await desk["intake"].Ask<long>("select count(*) from events");

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => agent.Post("intake", "/channels/phone", call)));
        replies.ShouldAllBe(reply => reply.Status == 201);
        replies.Select(reply => (reply.Text("id"), reply.Text("number"), reply.Text("position"))).Distinct().Count().ShouldBe(1);
        (await agent.Post("intake", "/channels/phone", call with { transcript = "Other" })).Code.ShouldBe("idempotency-key-reused");

        (await desk["intake"].Ask<long>("select count(*) from events") - before).ShouldBe(2);
        var id = replies[0].Text("id");
        var ticket = (await agent.Get("intake", $"/tickets/{id}")).Json;
        (ticket["channel"]!.ToString(), ticket["description"]!.ToString()).ShouldBe(("phone", "Nothing works."));
        var contact = ticket["contacts"]!.AsArray().Single()!;
        (contact["purpose"]!.ToString(), contact["direction"]!.ToString(), contact["length"]!.ToString()).ShouldBe(("report", "incoming", "PT4M30S"));
        NodaTime.Text.InstantPattern.ExtendedIso.Parse(contact["at"]!.ToString()).Value.ShouldBe(at);
        await desk.Quiet();
        (await Line(id))["channel"]!.ToString().ShouldBe("phone");
    }

    [Fact]
    public async Task A_wrong_call_creates_nothing_and_names_every_wrong_field()
    {
        var before = await desk.Settled("intake");
        var wrong = await desk.As(Roles.Agent).Post("intake", "/channels/phone", new { length = "long", ticket = new { kind = "incident" } });
        wrong.WrongFields.ShouldBe(["caller", "length", "ticket.requester.name", "ticket.requester.organization", "ticket.subject", "transcript"]);
        (await desk.Settled("intake")).ShouldBe(before);
    }

    [Fact]
    public async Task A_call_back_is_recorded_and_its_requester_may_read_it()
    {
        var (mine, id) = await Own();
        var contact = new { purpose = "call-back", direction = "outgoing", caller = "+44 20 1", transcript = "All is well.", outcome = "satisfied" };
        (await desk.As(Roles.Agent).Post("intake", $"/tickets/{id}/contacts", contact)).Status.ShouldBe(200);
        await desk.Quiet();

        (await mine.Caller.Get("intake", $"/tickets/{id}")).Json["contacts"]!.AsArray().Single()!["outcome"]!.ToString().ShouldBe("satisfied");
        (await mine.Caller.Get("resolution", $"/tickets/{id}")).Json["entries"]!.AsArray().Single()!["kind"]!.ToString().ShouldBe("contact");
    }

    [Fact]
    public async Task Progress_tells_the_requester_what_comes_next_and_missing_updates_are_listed()
    {
        var organization = await Organization();
        var old = Second(Notes.Now - NodaTime.Duration.FromDays(5));
        var created = await desk.Admin.Post("intake", "/tickets", new { kind = "incident", subject = "Old", category = "hardware", occurredAt = old.ToString(), requester = new { name = "Li Na", organization } });
        var id = created.Text("id");
        var fresh = await desk.Ticket(organization);
        (await Listed(organization, "&update=overdue")).ShouldBe([id]);
        (await Listed(organization, "&sort=update")).ShouldBe([id, fresh]);
        (await desk.Admin.Get("resolution", "/tickets?update=late")).WrongFields.ShouldBe(["update"]);

        var next = Second(Notes.Now + NodaTime.Duration.FromDays(6));
        var reported = await desk.As(Roles.Agent).Post("resolution", $"/tickets/{id}/progress", new { message = "Ordered", nextStep = "Exchange it", nextUpdateAt = next.ToString() });
        reported.Status.ShouldBe(200, reported.Body);
        await desk.Quiet();

        (await Listed(organization, "&update=overdue")).ShouldBeEmpty();
        (await Listed(organization, "&sort=update")).ShouldBe([fresh, id]);
        var progress = (await desk.Admin.Get("resolution", $"/tickets/{id}")).Json["progress"]!;
        (progress["lastMessage"]!.ToString(), progress["nextStep"]!.ToString()).ShouldBe(("Ordered", "Exchange it"));
        NodaTime.Text.InstantPattern.ExtendedIso.Parse(progress["nextDue"]!.ToString()).Value.ShouldBe(next);
        (await Line(id))["nextUpdateDue"]!.ToString().ShouldBe(progress["nextDue"]!.ToString());
        (await desk.Admin.Get("resolution", $"/tickets/{id}")).Json["clocks"]!.AsArray()[0]!["stoppedAt"].ShouldNotBeNull();
    }

    private static NodaTime.Instant Second(NodaTime.Instant at) => NodaTime.Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds());

    private async Task<(Person Mine, string Ticket)> Own()
    {
        var mine = await desk.Register("acme", Roles.Requester);
        var created = await mine.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "Dark", requester = new { name = "Grace" } });
        created.Status.ShouldBe(201, created.Body);
        await desk.Quiet();
        return (mine, created.Text("id"));
    }

    /// <summary>An organisation of its own, so that its report counts what a test did and nothing else.</summary>
    private async Task<string> Organization()
    {
        var id = $"talk-{Guid.NewGuid():N}"[..20];
        (await desk.Admin.Post("intake", "/organizations", new { id, name = id })).Status.ShouldBe(201);
        return id;
    }

    private async Task<JsonNode> Line(string id)
    {
        var number = (await desk.Admin.Get("intake", $"/tickets/{id}")).Text("number");
        return (await desk.Admin.Get("resolution", $"/tickets?q={number}")).Items.Single();
    }

    private async Task<IEnumerable<string>> Listed(string organization, string filter) =>
        (await desk.Admin.Get("resolution", $"/tickets?organization={organization}{filter}")).Items.Select(item => item["id"]!.ToString());

    private async Task<int> Ended(string organization) => (await desk.Admin.Get("analytics", "/reports/sla?by=organization")).Json["ended"]!.AsArray()
        .Where(row => row!["key"]!.ToString() == organization).Sum(row => row!["merged"]!.GetValue<int>());

    /// <summary>How often a ticket counts in the load of agents.</summary>
    private Task<int> Load(string ticket) => desk["routing"].Ask<int>($"""
        select (count(*) filter (where type = 'routing.assignment-taken.v1') - count(*) filter (where type = 'routing.assignment-released.v1'))::int
        from events where data ->> 'ticket' = '{ticket}'
        """);

    private Task Merge(string ticket, string into) => Append(ticket, new TicketMerged("law", Guid.Parse(into), "INC-1", "law", "The same", Notes.Now.ToMicroseconds()));

    /// <summary>Records something at the door that no route offers to this test.</summary>
    private async Task Append(string ticket, object body)
    {
        var owner = new NpgsqlConnectionStringBuilder(desk.Instance.Databases.AdminConnectionString) { Database = "servicedesk_intake", MaxPoolSize = 2 };
        await using var journal = new Journal(new JournalOptions(Logs.Intake, owner.ConnectionString), DeskTypes.Create(), Guid.NewGuid);
        await journal.Handle<Tally>(Streams.Ticket(Guid.Parse(ticket)), null, _ => Decision.Accept(body), Notes.Meta, Notes.Now, TestContext.Current.CancellationToken);
        await Eventually.Holds(async () => (await desk.Admin.Get("intake", $"/tickets/{ticket}")).Status == 200, "the ticket is there");
    }
}
