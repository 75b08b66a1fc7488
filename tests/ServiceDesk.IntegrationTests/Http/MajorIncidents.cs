using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Major incidents from the declaration to the review, over HTTP.</summary>
[Collection(DeskCollection.Name)]
public sealed class MajorIncidents(Desk desk)
{
    [Fact]
    public async Task One_ticket_leads_others_belong_to_it_and_words_are_due_until_it_ends()
    {
        var (parent, child, lead) = (await desk.Ticket("acme"), await desk.Ticket("acme"), desk.As(Roles.Lead));
        var path = $"/tickets/{parent}/major-incident";
        (await lead.Post("routing", path, new { owner = "nobody", updateEvery = "soon" })).WrongFields.ShouldBe(["owner", "title", "updateEvery"]);
        (await lead.Post("routing", $"{path}/update", new { message = "x" })).Code.ShouldBe("not-declared");
        (await lead.Get("routing", path)).Status.ShouldBe(404);

        (await lead.Post("routing", path, new { title = "全公司断网", updateEvery = "PT30M" })).Status.ShouldBe(200);
        (await lead.Post("routing", path, new { title = "Again", updateEvery = "PT30M" })).Code.ShouldBe("declared");
        (await lead.Post("routing", $"{path}/children", new { ticket = parent })).WrongFields.ShouldBe(["ticket"]);
        (await lead.Post("routing", $"{path}/children", new { ticket = Guid.NewGuid() })).WrongFields.ShouldBe(["ticket"]);
        (await lead.Post("routing", $"{path}/children", new { ticket = child })).Status.ShouldBe(200);
        (await lead.Post("routing", $"/tickets/{child}/major-incident", new { title = "x", updateEvery = "PT1H" })).Code.ShouldBe("is-child");

        var told = await lead.Post("routing", $"{path}/update", new { message = "我们已到现场" });
        var shown = (await lead.Get("routing", $"{path}?position={told.Text("position")}")).Json;
        (shown["state"]!.ToString(), shown["title"]!.ToString(), shown["children"]!.AsArray().Single()!["id"]!.ToString()).ShouldBe(("declared", "全公司断网", child));
        At(shown["nextUpdateDue"]!.ToString()).ShouldBe(At(shown["updates"]![0]!["at"]!.ToString()) + Duration.FromMinutes(30));
        var line = (await lead.Get("routing", $"/major-incidents?state=declared&position={told.Text("position")}")).Items.Single(one => one["ticket"]!.ToString() == parent);
        (line["children"]!.GetValue<int>(), line["overdue"]!.GetValue<bool>(), line["updateEvery"]!.ToString()).ShouldBe((1, false, "PT30M"));

        (await lead.Post("routing", $"{path}/review", new { findings = "x" })).Code.ShouldBe("not-ended");
        (await lead.Post("routing", $"{path}/end", new { summary = "It runs again" })).Status.ShouldBe(200);
        (await lead.Post("routing", $"{path}/update", new { message = "x" })).Code.ShouldBe("ended");
        (await lead.Send(HttpMethod.Delete, "routing", $"{path}/children/{child}", null)).Status.ShouldBe(200);
        (await lead.Send(HttpMethod.Delete, "routing", $"{path}/children/{child}", null)).Status.ShouldBe(404);
        (await lead.Post("routing", $"{path}/review", new { findings = "A fan", actions = new[] { "A second switch" } })).Status.ShouldBe(200);
        await desk.Quiet();
        var reviewed = (await lead.Get("routing", path)).Json;
        (reviewed["state"]!.ToString(), reviewed["nextUpdateDue"], reviewed["actions"]![0]!.ToString()).ShouldBe(("reviewed", null, "A second switch"));
        (await lead.Get("routing", "/major-incidents?state=odd")).WrongFields.ShouldBe(["state"]);
    }

    [Fact]
    public async Task A_ticket_that_begins_to_lead_and_to_belong_at_one_moment_does_only_one_of_both()
    {
        var (parent, lead) = (await desk.Ticket("acme"), desk.As(Roles.Lead));
        (await lead.Post("routing", $"/tickets/{parent}/major-incident", new { title = "x", updateEvery = "PT1H" })).Status.ShouldBe(200);
        for (var i = 0; i < 20; i++)
        {
            var child = await desk.Ticket("acme");
            var both = await Task.WhenAll(
                lead.Post("routing", $"/tickets/{child}/major-incident", new { title = "x", updateEvery = "PT1H" }),
                lead.Post("routing", $"/tickets/{parent}/major-incident/children", new { ticket = child }));

            both.Select(answer => answer.Status).ShouldBe([200, 409], ignoreOrder: true);
            both.Single(answer => answer.Status == 409).Code.ShouldBeOneOf("is-child", "is-parent");
        }
        (await lead.Post("routing", $"/tickets/{parent}/major-incident/end", new { summary = "x" })).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Another_organisation_knows_nothing_of_it()
    {
        var parent = await desk.Ticket("acme");
        (await desk.Admin.Post("routing", $"/tickets/{parent}/major-incident", new { title = "x", updateEvery = "PT1H" })).Status.ShouldBe(200);
        await desk.Quiet();
        var bound = await desk.Register("demo", Roles.Lead);

        (await bound.Caller.Get("routing", $"/tickets/{parent}/major-incident")).Status.ShouldBe(404);
        (await bound.Caller.Post("routing", $"/tickets/{parent}/major-incident/end", new { summary = "x" })).Status.ShouldBe(404);
        (await bound.Caller.Get("routing", "/major-incidents")).Items.ShouldNotContain(one => one["ticket"]!.ToString() == parent);
        (await desk.Admin.Post("routing", $"/tickets/{parent}/major-incident/end", new { summary = "x" })).Status.ShouldBe(200);
    }

    private static Instant At(string text) => InstantPattern.ExtendedIso.Parse(text).Value;
}
