using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>Points come from published rules, each from its event; an appeal changes what counts and not what was given.</summary>
[Collection(DeskCollection.Name)]
public sealed class ScoresAndAppeals(Desk desk)
{
    [Fact]
    public async Task A_point_is_linked_to_its_event_and_an_appeal_shows_both()
    {
        var agent = await desk.Register(null, Roles.Agent);
        var rules = new { rules = (object[])[new { id = "answered", what = "Answered a requester", @event = "resolution.response-given.v1", subject = "person", points = 2 }] };
        var defined = await desk.Admin.Send(HttpMethod.Put, "analytics", "/score-rules", Caller.Json(JsonSerializer.Serialize(rules)));
        defined.Status.ShouldBe(200, defined.Body);
        (await desk.Admin.Send(HttpMethod.Put, "analytics", "/score-rules", Caller.Json("""{"rules":[{"id":"x","what":"x","event":"no.such-event.v1","subject":"person","points":1}]}""")))
            .WrongFields.ShouldBe(["rules[0].event"]);
        var from = Notes.Now;
        foreach (var organization in (string[])["acme", "demo"])
        {
            var ticket = await desk.Ticket(organization);
            (await agent.Caller.Post("resolution", $"/tickets/{ticket}/respond", new { message = "x" })).Status.ShouldBe(200);
        }
        await desk.Quiet();
        var period = $"from={InstantPattern.ExtendedIso.Format(from)}&to={Notes.Now + Duration.FromMinutes(1)}";

        var row = (await Row(desk.As("lead"), period, agent.Id))!;
        (row["given"]!.GetValue<int>(), row["counted"]!.GetValue<int>(), row["points"]!.GetValue<int>()).ShouldBe((4, 4, 2));
        var points = (await agent.Caller.Get("analytics", $"/scores/{agent.Id}/points?{period}")).Items;
        points.Sum(one => one["given"]!.GetValue<int>()).ShouldBe(4);
        var page = await agent.Caller.Get("analytics", $"/scores/{agent.Id}/points?{period}&limit=1");
        var rest = await agent.Caller.Get("analytics", $"/scores/{agent.Id}/points?{period}&limit=1&after={Uri.EscapeDataString(page.Text("next"))}");
        page.Items.Concat(rest.Items).Select(one => one["event"]!.ToString()).ShouldBe(points.Select(one => one["event"]!.ToString()));
        rest.Json["next"].ShouldBeNull();
        foreach (var (wrong, field) in ((string, string)[])[("limit=0", "limit"), ("limit=1001", "limit"), ("after=x", "after")])
            (await agent.Caller.Get("analytics", $"/scores/{agent.Id}/points?{period}&{wrong}")).WrongFields.ShouldBe([field]);
        var disputed = points[0]["event"]!.ToString();
        disputed.ShouldStartWith("resolution/");
        var bound = await desk.Register("acme", Roles.Lead);
        (await Row(bound.Caller, period, agent.Id))!["given"]!.GetValue<int>().ShouldBe(2);
        (await (await desk.Register(null, Roles.Agent)).Caller.Get("analytics", $"/scores/{agent.Id}/points?{period}")).Items.ShouldBeEmpty();

        (await desk.As("agent").Post("analytics", "/scores/appeals", new { @event = disputed, rule = "answered", why = "x" })).Status.ShouldBe(404);
        var appeal = await agent.Caller.Post("analytics", "/scores/appeals", new { @event = disputed, rule = "answered", why = "It was hard" });
        appeal.Status.ShouldBe(200, appeal.Body);
        (await desk.As("lead").Post("analytics", $"/scores/appeals/{appeal.Text("id")}/decide", new { granted = true, points = 5, why = "Right" })).Status.ShouldBe(200);
        (await desk.As("lead").Post("analytics", $"/scores/appeals/{appeal.Text("id")}/decide", new { granted = false, why = "x" })).Code.ShouldBe("decided");
        await desk.Quiet();

        row = (await Row(desk.As("lead"), period, agent.Id))!;
        (row["given"]!.GetValue<int>(), row["counted"]!.GetValue<int>(), row["appeals"]!.GetValue<int>()).ShouldBe((4, 7, 1));
        var shown = (await agent.Caller.Get("analytics", $"/scores/{agent.Id}/points?{period}")).Items.Single(one => one["event"]!.ToString() == disputed);
        (shown["given"]!.GetValue<int>(), shown["counted"]!.GetValue<int>(), shown["appeal"]!.ToString(), shown["appealWhy"]!.ToString()).ShouldBe((2, 5, "granted", "It was hard"));
        (await desk.As("lead").Get("analytics", "/scores?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")).WrongFields.ShouldBe(["to"]);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> Row(Caller caller, string period, string scored) =>
        (await caller.Get("analytics", $"/scores?{period}")).Json["rows"]!.AsArray().SingleOrDefault(one => one!["scored"]!.ToString() == scored);
}
