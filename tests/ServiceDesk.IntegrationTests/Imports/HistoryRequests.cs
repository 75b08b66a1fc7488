using System.Text;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Imports;

[Collection(TriedDeskCollection.Name)]
public sealed class HistoryRequests(Desk desk)
{
    private readonly string source = $"s{Guid.NewGuid().ToString("N")[..8]}";

    [Fact]
    public async Task Rows_are_recorded_in_order_of_occurrence_and_once()
    {
        string[] rows = [Step("r3", "resolved", "2016-03-01T12:00:00Z"), Opened("r1"), Step("r2", "awaited-vendor", "2016-03-01T11:00:00Z"), Step("r2", "awaited-vendor", "2016-03-01T11:00:00Z")];
        var reply = await Import(rows);

        Statuses(reply).ShouldBe([201, 201, 201, 200]); // the fourth is the third again
        reply.Lines.Take(4).Select(line => line["reordered"] is not null).ShouldBe([false, true, true, true]);
        reply.Lines[3]["position"]!.ToString().ShouldBe(reply.Lines[2]["position"]!.ToString());
        (await Recorded()).ShouldBe(["r1", "r2", "r3"]);
        var again = await Import(rows);
        Statuses(again).ShouldBe([200, 200, 200, 200]);
        again.Lines[^1]["summary"]!.ToJsonString().ShouldBe("""{"rows":4,"recorded":0,"repeated":4,"refused":0,"tickets":0,"reordered":3,"late":0}""");
        again.Lines[0]["number"]!.ToString().ShouldStartWith("INC-");
    }

    [Fact]
    public async Task What_comes_in_a_later_request_from_an_earlier_time_is_recorded_and_told()
    {
        await Import(Opened("r1"), Step("r3", "resolved", "2016-03-01T12:00:00Z"));
        var reply = await Import(Step("r2", "worked-on", "2016-03-01T11:00:00Z"), Step("r3", "resolved", "2016-03-01T12:00:00Z"), Step("r4", "closed", "2016-03-02T12:00:00Z"));

        Statuses(reply).ShouldBe([201, 200, 201]);
        reply.Lines[0]["late"]!.GetValue<bool>().ShouldBeTrue();
        (await Recorded()).ShouldBe(["r1", "r3", "r2", "r4"]);
        await desk.Quiet();
        (await desk.Admin.Get("resolution", $"/tickets/{reply.Lines[0]["id"]}")).Text("status").ShouldBe("closed");
    }

    [Fact]
    public async Task A_line_cut_in_the_middle_fails_alone_and_a_step_of_an_unknown_ticket_too()
    {
        var reply = await Import(Step("r9", "updated", "2016-03-01T12:00:00Z"), """{"row":"r1","ticket":"T1","wh""");
        Statuses(reply).ShouldBe([422, 400]);
        reply.Lines[0]["problem"]!["code"]!.ToString().ShouldBe("not-opened");
        (await Recorded()).ShouldBeEmpty();
        Statuses(await Import(Opened("r1"), Step("r2", "resolved", "2036-03-01T12:00:00Z"))).ShouldBe([201, 422]);
    }

    [Fact]
    public async Task A_zone_is_the_zone_of_times_without_an_offset()
    {
        await Import("&zone=Asia/Shanghai", Opened("r1", "2016-03-01T08:00:00"));
        (await desk["intake"].Ask<DateTime>($"select occurred from events where meta -> 'imported' ->> 'source' = '{source}'")).ToUniversalTime()
            .ShouldBe(new DateTime(2016, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        (await Import("&zone=Mars/Base", Opened("r2"))).WrongFields.ShouldBe(["zone"]);
        (await Send("?source=Not A Word", Opened("r2"))).WrongFields.ShouldBe(["source"]);
        (await desk.As("agent").Send(HttpMethod.Post, "intake", $"/imports?source={source}", Body(Opened("r2")))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task An_imported_ticket_is_live_again_when_a_person_works_on_it()
    {
        var reply = await Import(Opened("r1"), Step("r2", "awaited-requester", "2016-03-01T11:00:00Z"), Step("r3", "resolved", "2016-03-01T12:00:00Z"));
        var ticket = reply.Lines[0]["id"]!.ToString();
        await desk.Quiet();
        var load = await desk["routing"].Ask<long>("select count(*) from events where stream like 'team-%'");

        (await desk.Admin.Post("resolution", $"/tickets/{ticket}/reject", new { reason = "Again" })).Status.ShouldBe(200);
        await desk.Quiet();
        (await desk.Admin.Get("resolution", $"/tickets/{ticket}")).Text("status").ShouldBe("in-progress");
        (await desk.Admin.Post("resolution", $"/tickets/{ticket}/resolve", new { solution = "Done", verification = new { passed = true, checks = "x" } })).Status.ShouldBe(200);
        await desk.Quiet();
        (await desk["routing"].Ask<long>("select count(*) from events where stream like 'team-%'")).ShouldBe(load);
        (await desk.Admin.Get("routing", $"/tickets/{ticket}/routing")).Text("team").ShouldBe("Group 1");
    }

    private Task<Reply> Import(params string[] rows) => rows[0].StartsWith('&') ? Send($"?source={source}{rows[0]}", rows[1..]) : Send($"?source={source}", rows);

    private Task<Reply> Send(string query, params string[] rows) => desk.As("system").Send(HttpMethod.Post, "intake", $"/imports{query}", Body(rows));

    private static StringContent Body(params string[] rows) => new(string.Join('\n', rows), Encoding.UTF8, "application/x-ndjson");

    private Task<IReadOnlyList<string>> Recorded() =>
        desk["intake"].List<string>($"select meta -> 'imported' ->> 'row' from events where meta -> 'imported' ->> 'source' = '{source}' order by position");

    private static IEnumerable<int> Statuses(Reply reply) => reply.Lines.SkipLast(1).Select(line => line["status"]!.GetValue<int>());

    private static string Opened(string row, string at = "2016-03-01T08:00:00Z") =>
        $$"""{"row":"{{row}}","ticket":"T1","what":"opened","at":"{{at}}","kind":"incident","subject":"Printer","requester":{"name":"Li Na","organization":"demo"} }""";

    private static string Step(string row, string what, string at) =>
        $$"""{"row":"{{row}}","ticket":"T1","what":"{{what}}","at":"{{at}}","who":{"name":"Ada"},"team":"Group 1","agent":{"name":"Resolver"},"priority":"p2"}""";
}
