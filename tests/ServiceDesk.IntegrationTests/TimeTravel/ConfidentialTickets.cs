using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.TimeTravel;

/// <summary>Who reads a confidential ticket is on record, and its requester may ask who did.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class ConfidentialTickets(Desk desk)
{
    [Fact]
    public async Task Every_read_of_a_ticket_that_was_submitted_as_confidential_is_told_to_its_requester()
    {
        var owner = await desk.Register("acme", Roles.Requester);
        var submitted = await owner.Caller.Post("intake", "/tickets", new { kind = "incident", subject = "A private matter", confidential = true });
        submitted.Status.ShouldBe(201, submitted.Body);
        var id = submitted.Text("id");
        await desk.Quiet();
        var (agent, auditor) = (await desk.Register(null, Roles.Agent), await desk.Register(null, Roles.Auditor));

        var expected = new List<string>();
        await Read(agent, "intake", $"/tickets/{id}");
        await Read(agent, "intake", $"/tickets/{id}/attachments");
        await Read(agent, "intake", $"/tickets/{id}/mails");
        await Read(agent, "routing", $"/tickets/{id}/routing");
        await Read(agent, "resolution", $"/tickets/{id}");
        await Read(agent, "resolution", $"/tickets/{id}/clocks");
        await Read(agent, "analytics", $"/audit/tickets/{id}");
        await Read(agent, "analytics", $"/audit/tickets/{id}/timeline");
        await Read(owner, "intake", $"/tickets/{id}");
        await Read(auditor, "analytics", "/audit/events", $"?ticket={id}");
        (await auditor.Caller.Get("analytics", $"/audit/events?ticket={id}&type=nothing")).Items.ShouldBeEmpty(); // shows nothing of it
        (await agent.Caller.Get("intake", $"/tickets/{Guid.NewGuid()}")).Status.ShouldBe(404);
        await desk.Quiet();

        foreach (var asking in (Caller[])[owner.Caller, desk.Admin, auditor.Caller])
        {
            var readers = await asking.Get("analytics", $"/audit/tickets/{id}/readers");
            readers.Json["confidential"]!.GetValue<bool>().ShouldBeTrue();
            readers.Items.Select(item => $"{item["reader"]} {item["service"]} {item["what"]}").Order().ShouldBe(expected.Order());
            readers.Items.Select(item => item["event"]!.ToString()).Distinct().Count().ShouldBe(expected.Count);
        }
        (await agent.Caller.Get("analytics", $"/audit/tickets/{id}/readers")).Status.ShouldBe(404);
        var colleague = await desk.Register("acme", Roles.Requester);
        (await colleague.Caller.Get("analytics", $"/audit/tickets/{id}/readers")).Status.ShouldBe(404);

        async Task Read(Person person, string service, string path, string query = "")
        {
            var reply = await person.Caller.Get(service, path + query);
            reply.Status.ShouldBe(200, $"{service}{path}: {reply.Body}");
            expected.Add($"{person.Id} {service} {path}");
        }
    }

    [Fact]
    public async Task A_lead_makes_a_ticket_confidential_and_ends_that()
    {
        var id = await desk.Ticket("acme", "Became private");
        await desk.Admin.Get("resolution", $"/tickets/{id}");
        (await desk.As(Roles.Agent).Post("intake", $"/tickets/{id}/confidential", new { confidential = true })).Status.ShouldBe(403);
        (await desk.As(Roles.Lead).Post("intake", $"/tickets/{id}/confidential", new { confidential = true, reason = "health" })).Status.ShouldBe(200);
        await desk.Quiet();
        (await desk.Admin.Get("resolution", $"/tickets/{id}")).Json["confidential"]!.GetValue<bool>().ShouldBeTrue();
        (await desk.Admin.Get("routing", $"/tickets/{id}/routing")).Status.ShouldBe(200);
        (await desk.Admin.Get("resolution", "/tickets?q=Became private")).Items.ShouldNotContain(item => item["id"]!.ToString() == id); // its words are read in the ticket
        var number = (await desk.Admin.Get("resolution", $"/tickets?organization=acme&limit=500")).Items.Single(item => item["id"]!.ToString() == id);
        number["subject"]!.ToString().ShouldBe(number["number"]!.ToString());
        (await desk.As(Roles.Lead).Post("intake", $"/tickets/{id}/confidential", new { confidential = false })).Status.ShouldBe(200);
        await desk.Quiet();
        await desk.Admin.Get("resolution", $"/tickets/{id}");
        await desk.Quiet();

        var readers = await desk.Admin.Get("analytics", $"/audit/tickets/{id}/readers");
        readers.Json["confidential"]!.GetValue<bool>().ShouldBeFalse();
        readers.Items.Select(item => item["service"]!.ToString()).ShouldBe(["resolution", "routing"], ignoreOrder: true);
    }
}
