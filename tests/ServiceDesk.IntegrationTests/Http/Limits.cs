using Npgsql;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

[Collection(DeskCollection.Name)]
public sealed class Limits(Desk desk)
{
    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        await using var second = await SecondRouting(("Limits__RequestsPerSecond", "5"));
        var url = new Uri(second.Url, "/priority-matrix");
        var replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => desk.As("agent").Send(HttpMethod.Get, url, null)));

        replies.ShouldAllBe(reply => reply.Status == 200 || reply.Status == 429);
        replies.ShouldContain(reply => reply.Status == 200);
        var refused = replies.First(reply => reply.Status == 429);
        refused.Code.ShouldBe("too-many-requests");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await desk.As("lead").Send(HttpMethod.Get, url, null)).Status.ShouldBe(200); // each has a limit of the own
    }

    [Fact]
    public async Task A_second_process_of_a_service_takes_over_and_routes_each_ticket_once()
    {
        await using var second = await SecondRouting();
        var subject = $"second {Guid.NewGuid():N}";
        for (var n = 0; n < 40; n++)
        {
            if (n == 20) await desk.Instance["routing"].Kill();
            await desk.Admin.Post("intake", "/tickets", new { kind = "incident", subject, category = "software", requester = new { name = "x", organization = "demo" } });
        }
        await desk.Quiet(); // with one of the two dead

        var tickets = await desk["intake"].List<string>($"select stream from events where data ->> 'subject' = '{subject}'");
        tickets.Count.ShouldBe(40);
        (await desk["routing"].List<string>("select stream from events where type = 'routing.ticket-routed.v1'")).Intersect(tickets).Count().ShouldBe(40);
        (await desk["routing"].Ask<long>("select count(*) from (select stream from events where type = 'routing.ticket-routed.v1' group by stream having count(*) > 1) as twice")).ShouldBe(0);
        await desk.Instance["routing"].Restart(TestContext.Current.CancellationToken);
    }

    private async Task<ServiceProcess> SecondRouting(params (string Name, string Value)[] more)
    {
        string Connection(string database, string user) =>
            new NpgsqlConnectionStringBuilder(desk.Instance.Databases.ConnectionString(database, user)) { MaxPoolSize = 10 }.ConnectionString;

        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Log"] = Connection("servicedesk_routing", "servicedesk_routing"),
            ["ConnectionStrings__Feed_intake"] = Connection("servicedesk_intake", Databases.FeedRole),
            ["ConnectionStrings__Feed_resolution"] = Connection("servicedesk_resolution", Databases.FeedRole),
        };
        foreach (var (name, value) in more) environment[name] = value;
        // Web does not run here, so its port is free.
        var url = new Uri($"http://127.0.0.1:{desk.Options.PortBase}");
        var assembly = Path.Combine(desk.Options.Repository, "src/ServiceDesk.Routing/bin", desk.Options.Configuration, "net10.0/ServiceDesk.Routing.dll");
        var process = new ServiceProcess("routing-2", url, assembly, environment, Path.Combine(desk.Options.Data, "logs", "routing-2.log"));
        await process.Start();
        await process.WaitUntilReady(TestContext.Current.CancellationToken);
        return process;
    }
}
