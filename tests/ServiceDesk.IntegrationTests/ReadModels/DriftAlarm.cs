using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.ReadModels;

/// <summary>A read model that shows something else than its log is named, and heals by being built anew.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class DriftAlarm(Desk desk)
{
    [Fact]
    public async Task A_changed_row_is_found_and_named_and_the_read_model_heals()
    {
        var ticket = await desk.Ticket("acme", "Drifting");
        (await Check("cases")).Json["drifted"]!.AsArray().ShouldBeEmpty();

        await desk["resolution"].Execute($"update served.cases set subject = 'something else' where id = '{ticket}'");
        (await Check("cases")).Json["drifted"]!.AsArray().Select(one => one!.ToString()).ShouldBe(["cases"]);

        await Eventually.Holds(async () => (await desk.Admin.Get("resolution", "/health/ready")).Status == 200, "the service is ready again");
        await Eventually.Holds(() => desk["resolution"].Ask<bool>($"select subject = 'Drifting' from served.cases where id = '{ticket}'"), "the read model healed");
        (await Check("cases")).Json["drifted"]!.AsArray().ShouldBeEmpty();
        (await desk["resolution"].Ask<long>("select count(*) from pg_namespace where nspname like 'cold\\_%'")).ShouldBe(0);
        (await desk.Admin.Send(HttpMethod.Post, "resolution", "/read-models/nothing/check", null)).Status.ShouldBe(404);
    }

    private async Task<Reply> Check(string model)
    {
        var reply = await desk.Admin.Send(HttpMethod.Post, "resolution", $"/read-models/{model}/check", null);
        reply.Status.ShouldBe(200, reply.Body);
        return reply;
    }
}
