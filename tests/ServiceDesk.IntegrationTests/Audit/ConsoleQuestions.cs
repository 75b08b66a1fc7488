using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Audit;

/// <summary>What the audit console asks beyond the ledger itself.</summary>
[Collection(DeskCollection.Name)]
public sealed class ConsoleQuestions(Desk desk)
{
    [Fact]
    public async Task The_kinds_of_entries_are_each_listed_once()
    {
        await desk.Ticket("acme");
        await desk.Quiet();
        var types = (await desk.As(Roles.Auditor).Get("analytics", "/audit/actions")).Items.Select(action => action["type"]!.ToString()).ToList();
        types.ShouldContain("intake.ticket-submitted.v1");
        types.ShouldContain("routing.ticket-routed.v1");
        types.ShouldBe([.. types.Distinct().Order(StringComparer.Ordinal)]);
        (await desk.As(Roles.Lead).Get("analytics", "/audit/actions")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_service_tells_how_far_each_follower_of_a_log_has_come()
    {
        await desk.Ticket("acme");
        await desk.Quiet();
        var told = (await desk.As(Roles.Lead).Get("analytics", "/progress")).Json;
        told["log"]!.ToString().ShouldBe("analytics");
        told["head"]!.GetValue<long>().ShouldBeGreaterThan(0);
        told["readModels"]!.AsArray().ShouldContain(one => one!["name"]!.ToString().StartsWith("ledger_", StringComparison.Ordinal));
        told["subscriptions"]!.AsArray().Select(one => one!["log"]!.ToString()).Order(StringComparer.Ordinal).ShouldBe(["intake", "resolution", "routing"]);
        told["subscriptions"]!.AsArray().ShouldAllBe(one => one!["lag"]!.GetValue<long>() == 0);
        (await desk.As(Roles.Agent).Get("analytics", "/progress")).Status.ShouldBe(403);
        (await (await desk.Register("acme", Roles.Lead)).Caller.Get("analytics", "/progress")).Status.ShouldBe(403);
    }
}
