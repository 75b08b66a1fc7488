using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Crashes;

[Collection(TriedDeskCollection.Name)]
public sealed class Kills(Desk desk)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_services_lose_nothing_and_double_nothing()
    {
        await using var load = Load.Start(desk);
        foreach (var service in (string[])["intake", "routing", "resolution", "analytics"])
        {
            await load.More(40);
            await desk.Instance[service].Kill();
            await load.Gently(() => desk.Instance[service].Restart(Cancel));
        }
        await load.More(40);
        await Check(load);
    }

    [Fact]
    public async Task A_killed_database_server_loses_nothing_and_doubles_nothing()
    {
        await using var load = Load.Start(desk);
        for (var kill = 0; kill < 2; kill++)
        {
            await load.More(60);
            await desk.Instance.Postgres!.Kill();
            await load.Gently(desk.RestartDatabaseServer);
        }
        await load.More(60);
        await Check(load);
    }

    private async Task Check(Load load)
    {
        await load.Stop();
        await desk.Quiet();
        load.Surprises.ShouldBeEmpty();
        await EachAcknowledgedTicketExistsOnce(load);
        await EachTicketIsHandledOnce();
        await TheLedgerHoldsEachEventOnceAfterItsCause();
        foreach (var service in (string[])["routing", "resolution", "analytics"]) (await desk[service].Ask<long>("select count(*) from parked")).ShouldBe(0);
    }

    private async Task EachAcknowledgedTicketExistsOnce(Load load)
    {
        var submitted = await desk["intake"].List<string>(
            $"select (data ->> 'subject') || ' = ' || substr(stream, 8) from events where type = 'intake.ticket-submitted.v1' and data ->> 'subject' like '{load.Run}%'");
        var acknowledged = load.Acknowledged.Select(one => $"{one.Key} = {one.Value}").ToList();

        acknowledged.Except(submitted).ShouldBeEmpty(); // none lost
        submitted.Where(one => one.Contains(" keyed ")).Order().ShouldBe(acknowledged.Where(one => one.Contains(" keyed ")).Order()); // keys = tickets
        submitted.Count.ShouldBe(submitted.Distinct().Count());
        var responses = await desk["resolution"].List<string>(
            $"select substr(stream, 8) || ' ' || (data ->> 'message') from events where type = 'resolution.response-given.v1' and data ->> 'message' like '{load.Run}%'");
        responses.Order().ShouldBe(load.Responses.Select(one => $"{one.Ticket} {one.Message}").Order());
        responses.ShouldNotBeEmpty();
    }

    private async Task EachTicketIsHandledOnce()
    {
        const string own = "and not meta ? 'imported'"; // what was imported is handled step by step
        var tickets = (await desk["intake"].List<string>($"select stream from events where type = 'intake.ticket-submitted.v1' {own}")).Order().ToList();
        tickets.Distinct().Count().ShouldBe(tickets.Count);
        foreach (var (log, type) in ((string, string)[])[("routing", "routing.ticket-routed.v1"), ("resolution", "resolution.case-opened.v1")])
            (await desk[log].List<string>($"select stream from events where type = '{type}' {own}")).Order().ToList().ShouldBe(tickets, ignoreOrder: false, $"each ticket has one {type}");
        // Each decision of Routing reaches its case once.
        const string decisions = "('routing.ticket-routed.v1', 'routing.ticket-assigned.v1', 'routing.ticket-classified.v1', 'routing.ticket-graded.v1')";
        (await desk["resolution"].List<string>($"select stream from events where type = 'resolution.case-assigned.v1' {own}")).Order()
            .ShouldBe((await desk["routing"].List<string>($"select stream from events where type in {decisions} {own}")).Order());
        // Each counts once as its agent's load, again when a solution is rejected, and whenever another agent gets it.
        (await desk["routing"].Ask<long>("select count(*) from events where type = 'routing.assignment-taken.v1'")).ShouldBe(await desk["routing"].Ask<long>(
            "select count(*) from events where (type in ('routing.ticket-routed.v1', 'routing.ticket-assigned.v1') and data ? 'agent') or type = 'routing.work-resumed.v1'"));
        (await desk["resolution"].List<string>("select 'ticket-' || id from served.cases")).Order()
            .ShouldBe((await desk["intake"].List<string>("select stream from events where type = 'intake.ticket-submitted.v1'")).Order());
    }

    private async Task TheLedgerHoldsEachEventOnceAfterItsCause()
    {
        var events = new List<string>();
        foreach (var log in (string[])["intake", "routing", "resolution"]) events.AddRange(await desk[log].List<string>($"select '{log}/' || position from events"));
        var entries = await desk["analytics"].List<string>("select data ->> 'id' from events where type = 'analytics.ledger-entry.v1' order by position");
        entries.Order(StringComparer.Ordinal).ShouldBe(events.Order(StringComparer.Ordinal));
        (await desk["analytics"].Ask<long>("select count(*) from served.ledger join events using (position) where events.type = 'analytics.ledger-entry.v1'")).ShouldBe(entries.Count);

        var place = entries.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        var causes = await desk["analytics"].List<string>("select (data ->> 'cause') || ' ' || (data ->> 'id') from events where data ? 'cause'");
        causes.ShouldNotBeEmpty();
        causes.Select(pair => pair.Split(' ')).Where(pair => place[pair[0]] >= place[pair[1]]).ShouldBeEmpty();
    }
}
