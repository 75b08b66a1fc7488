using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.TimeTravel;

/// <summary>Queues and backlog as they were.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class PastQueues(Desk desk)
{
    private static readonly string[] verbs = ["respond", "resolve", "reject", "resolve", "confirm", "close"];

    [Fact]
    public async Task The_backlog_and_the_queue_that_were_recorded_live_are_computed_again()
    {
        var organization = await Organization();
        var live = new List<(string At, string Instant, JsonNode Queue, long Backlog)>();
        var tickets = new List<string>();
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            if (i % 3 == 0) tickets.Add((await Submit(organization, $"Ticket {i}")).Text("id"));
            else await Do(tickets[random.Next(tickets.Count)], verbs[random.Next(verbs.Length)]);
            await Task.Delay(random.Next(30), TestContext.Current.CancellationToken);
            var queue = await desk.Admin.Get("analytics", $"/audit/queues?organization={organization}&limit=1000");
            var backlog = await desk.Admin.Get("analytics", $"/reports/backlog?organization={organization}");
            if (queue.Json["at"] is null || backlog.Text("at") != queue.Text("at")) continue; // something was recorded in between
            live.Add((queue.Text("at"), queue.Text("asOf"), queue.Json, backlog.Json["count"]!.GetValue<long>()));
        }
        await desk.Quiet();
        live.Count.ShouldBeGreaterThan(5);

        foreach (var (at, instant, queue, count) in live)
        {
            foreach (var asOf in (string[])[at, instant])
            {
                var past = await desk.Admin.Get("analytics", $"/audit/queues?organization={organization}&limit=1000&asOf={asOf}");
                (past.Json["counts"]!.ToJsonString(), past.Json["items"]!.ToJsonString(), past.Json["count"]!.GetValue<long>())
                    .ShouldBe((queue["counts"]!.ToJsonString(), queue["items"]!.ToJsonString(), count), asOf);
                (await desk.Admin.Get("analytics", $"/reports/backlog?organization={organization}&at={asOf}")).Json["count"]!.GetValue<long>().ShouldBe(count, asOf);
            }
        }

        // The curve is the backlog of each of its points.
        var from = DateTimeOffset.Parse(live[0].At, System.Globalization.CultureInfo.InvariantCulture);
        var curve = (await desk.Admin.Get("analytics", $"/reports/backlog?organization={organization}&from={from:O}&step=PT1S")).Json["curve"]!.AsArray();
        curve.Count.ShouldBeGreaterThan(1);
        foreach (var point in curve)
        {
            (await desk.Admin.Get("analytics", $"/reports/backlog?organization={organization}&at={point!["at"]}")).Json["count"]!.GetValue<long>()
                .ShouldBe(point["count"]!.GetValue<long>(), point.ToJsonString());
        }

        // What is open now is what the list says.
        var open = (await desk.Admin.Get("resolution", $"/tickets?organization={organization}&limit=500")).Items
            .Where(item => item["status"]!.ToString() is "new" or "assigned" or "in-progress" or "waiting")
            .Select(item => $"{item["id"]} {item["status"]} {item["team"]} {item["agent"]} {item["priority"]} {item["category"]}").Order();
        (await desk.Admin.Get("analytics", $"/audit/queues?organization={organization}&limit=1000")).Items
            .Select(item => $"{item["id"]} {item["status"]} {item["team"]} {item["agent"]} {item["priority"]} {item["category"]}").Order().ShouldBe(open);
    }

    [Fact]
    public async Task A_late_solution_leaves_the_backlog_that_was_known_and_changes_the_one_that_happened()
    {
        var organization = await Organization();
        var id = (await Submit(organization, "Solved long before it was told")).Text("id");
        await desk.Quiet();
        var solved = DateTimeOffset.UtcNow;
        await Task.Delay(50, TestContext.Current.CancellationToken);
        var between = DateTimeOffset.UtcNow;
        (await Count("known", between)).ShouldBe(1);

        var late = await desk.Admin.Post("resolution", $"/tickets/{id}/resolve", new { solution = "By itself", verification = new { passed = true, checks = "It prints" }, occurredAt = solved.ToString("O") });
        late.Status.ShouldBe(200, late.Body);
        await desk.Quiet();

        (await Count("known", between)).ShouldBe(1);
        (await Count("happened", between)).ShouldBe(0);
        (await Count("happened", solved.AddMilliseconds(-1))).ShouldBe(1);
        (await Count("known", DateTimeOffset.UtcNow)).ShouldBe(0);

        async Task<long> Count(string axis, DateTimeOffset at) =>
            (await desk.Admin.Get("analytics", $"/reports/backlog?organization={organization}&axis={axis}&at={at:O}")).Json["count"]!.GetValue<long>();
    }

    [Fact]
    public async Task Queues_page_by_key_count_in_groups_and_show_only_the_own_organisation()
    {
        var (organization, other) = (await Organization(), await Organization());
        for (var i = 0; i < 5; i++) await Submit(organization, $"Queue {i}");
        await Submit(other, "Not theirs");
        await desk.Quiet();
        var theirs = (await desk.Register(organization, Roles.Lead, Roles.Analyst)).Caller;

        var (found, next) = (new List<string>(), "");
        do
        {
            var page = await theirs.Get("analytics", $"/audit/queues?limit=2{next}");
            page.Json["count"]!.GetValue<long>().ShouldBe(5);
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            found.AddRange(page.Items.Select(item => item["id"]!.ToString()));
            next = page.Json["next"] is { } after ? $"&after={after}" : "";
        }
        while (next.Length > 0);
        found.Distinct().Count().ShouldBe(5);
        (await theirs.Get("analytics", $"/audit/queues?organization={other}")).Items.ShouldBeEmpty();
        var report = await theirs.Get("analytics", "/reports/backlog?by=organization,priority");
        report.Json["groups"]!.AsArray().ShouldAllBe(group => group!["keys"]!["organization"]!.ToString() == organization);
        report.Json["groups"]!.AsArray().Sum(group => group!["count"]!.GetValue<long>()).ShouldBe(5);
    }

    private async Task<string> Organization()
    {
        var organization = $"past-{Guid.NewGuid():N}"[..20];
        (await desk.Admin.Post("intake", "/organizations", new { id = organization, name = organization })).Status.ShouldBe(201);
        await desk.Quiet();
        return organization;
    }

    private async Task<Reply> Submit(string organization, string subject)
    {
        Reply submitted = null!;
        await Eventually.Holds(async () =>
        {
            submitted = await desk.Admin.Post("intake", "/tickets", new { kind = "incident", subject, category = "hardware", requester = new { name = "Li Na", organization } });
            return submitted.Status == 201;
        }, "Intake knows the organisation");
        return submitted;
    }

    private Task<Reply> Do(string id, string verb) => desk.Admin.Post("resolution", $"/tickets/{id}/{verb}", verb switch
    {
        "respond" => new { message = "We look at it" },
        "resolve" => new { solution = "New toner", verification = new { passed = true, checks = "It prints" } },
        "reject" => new { reason = "It does not print" },
        _ => new { },
    });
}
