using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>A period of the real log, asked again with other agents.</summary>
[Collection(DeskCollection.Name)]
public sealed class StaffingReplays(Desk desk)
{
    [Fact]
    public async Task A_replay_gives_the_same_answer_again_and_a_desk_without_anybody_waits_longer()
    {
        var from = DateTimeOffset.UtcNow.AddHours(-1);
        var id = await desk.Ticket("demo", "To be simulated");
        (await desk.Admin.Post("resolution", $"/tickets/{id}/respond", new { message = "x" })).Status.ShouldBe(200);
        (await desk.Admin.Post("resolution", $"/tickets/{id}/resolve", new { solution = "Done", verification = new { passed = true, checks = "x" } })).Status.ShouldBe(200);
        await desk.Quiet();
        var to = DateTimeOffset.UtcNow;
        var position = $"analytics/{await desk.Head("analytics")}";
        var members = (await desk.Admin.Get("routing", "/teams")).Items.Single(one => one["id"]!.ToString() == "hardware")["members"]!.AsArray().Select(one => one!["person"]!.ToString()).ToList();

        var first = await Ask(new { from = from.ToString("O"), to = to.ToString("O"), seed = 5, replications = 10, without = members });
        first.Status.ShouldBe(200, first.Body);
        (first.Json["seed"]!.GetValue<int>(), first.Json["replications"]!.GetValue<int>()).ShouldBe((5, 10));
        var row = first.Json["rows"]!.AsArray().Single(one => one!["team"]?.ToString() == "hardware")!;
        row["tickets"]!.GetValue<int>().ShouldBeGreaterThan(0);
        row["difference"]!["mean"]!.ToString().ShouldNotStartWith("-");
        (await Ask(new { from = from.ToString("O"), to = to.ToString("O"), seed = 5, replications = 10, without = members })).Body.ShouldBe(first.Body);

        Task<Reply> Ask(object question) => desk.As("analyst").Post("analytics", $"/what-if/staffing?position={position}", question);
    }

    [Theory]
    [InlineData("""{}""", "from to")]
    [InlineData("""{"from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "from")]
    [InlineData("""{"from":"2025-01-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "to")]
    [InlineData("""{"from":"2998-12-01T00:00:00Z","to":"2999-01-01T00:00:00Z"}""", "to")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","replications":1000000,"seed":-1}""", "replications seed")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","agents":[{"agent":"x","teams":["nowhere"]}]}""", "agents[0].teams")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","agents":[{"agent":"x","teams":["hardware"],"skills":[{"skill":"magic","level":1}]}]}""", "agents[0].skills")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","agents":[{"agent":"x","teams":["hardware"],"shifts":{"monday":[{"from":"17:00","to":"09:00"}]}}]}""", "agents[0].shifts.monday[0].to")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","agents":[{"agent":"x","teams":["hardware"],"shifts":{},"zone":"Mars/Olympus"}]}""", "agents[0].shifts agents[0].zone")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","agents":[{"agent":"x","teams":["hardware"]},{"agent":"x","teams":["hardware"]}]}""", "agents")]
    [InlineData("""{"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","without":["nobody"]}""", "without")]
    [InlineData("""{"from":"2020-01-01T00:00:00Z","to":"2020-01-02T00:00:00Z"}""", "from")]
    public async Task A_wrong_question_names_its_fields(string body, string fields)
    {
        var reply = await desk.Admin.PostText("analytics", "/what-if/staffing", body);
        (reply.Status, string.Join(' ', reply.WrongFields.Order(StringComparer.Ordinal))).ShouldBe((422, fields));
    }

    [Fact]
    public async Task Two_hundred_and_one_agents_are_too_many_and_no_requester_may_ask()
    {
        var agents = Enumerable.Range(0, 201).Select(one => new { agent = $"x{one}", teams = (string[])["hardware"] });
        (await desk.Admin.Post("analytics", "/what-if/staffing", new { from = "2026-01-01T00:00:00Z", to = "2026-01-02T00:00:00Z", agents })).WrongFields.ShouldBe(["agents"]);
        (await desk.As("requester").Post("analytics", "/what-if/staffing", new { })).Status.ShouldBe(403);
    }
}
