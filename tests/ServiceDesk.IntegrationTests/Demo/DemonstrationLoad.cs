using ServiceDesk.Dev.Demo;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Demo;

/// <summary>A desk of its own: the demonstration changes teams, roster and rules.</summary>
public sealed class DemonstrationLoad : IClassFixture<Fixtures.Desk>
{
    private const int Count = 200;

    private readonly Fixtures.Desk desk;

    public DemonstrationLoad(Fixtures.Desk desk) => this.desk = desk;

    [Fact]
    public async Task A_small_year_arrives_whole_and_is_there_only_once_though_its_load_broke_off_and_was_resumed_later()
    {
        var now = TimeProvider.System.GetUtcNow();
        await Should.ThrowAsync<OperationCanceledException>(() => Load(Count, now.AddMinutes(-90), line =>
        {
            if (line.EndsWith("Problems and registers", StringComparison.Ordinal)) throw new OperationCanceledException("It broke off.");
        }));
        var said = new List<string>();
        await Load(Count * 2, now, said.Add);
        await desk.Quiet();
        var before = await Counts();

        before["past"].ShouldBe(Count);
        before["today"].ShouldBeInRange(60, 120);
        before["surveys"].ShouldBeGreaterThan(20);
        before["articles"].ShouldBe(Tables.Articles.Length);
        before["used"].ShouldBeGreaterThan(5);
        before["problems"].ShouldBe(3);
        before["risks"].ShouldBeGreaterThan(5);
        before["waiting"].ShouldBeGreaterThan(5);
        before["majors"].ShouldBe(1);
        said.Count.ShouldBeGreaterThan(3);

        await Load(Count, now.AddHours(1), _ => { });
        await desk.Quiet();
        (await Counts()).ShouldBe(before);
    }

    private Task Load(int tickets, DateTimeOffset now, Action<string> say) =>
        new Demonstration(new Dev.Demo.Desk(desk.Instance.Accounts, desk.Options.Url, say)).Load(tickets, now, TestContext.Current.CancellationToken);

    private async Task<Dictionary<string, long>> Counts() => new()
    {
        ["past"] = await Events("intake", "type = 'intake.ticket-submitted.v1' and meta -> 'imported' ->> 'source' = 'demo-year'"),
        ["today"] = await Events("intake", "type = 'intake.ticket-submitted.v1' and meta -> 'imported' is null"),
        ["surveys"] = await Events("resolution", "type = 'resolution.survey-answered.v1'"),
        ["articles"] = await Events("resolution", "type = 'resolution.article-published.v1'"),
        ["used"] = await Events("resolution", "type = 'resolution.article-used.v1'"),
        ["problems"] = await Events("resolution", "type = 'resolution.problem-opened.v1'"),
        ["risks"] = await Events("analytics", "type = 'analytics.risk-identified.v1'"),
        ["waiting"] = await desk["resolution"].Ask<long>("select count(*) from served.cases where status = 'waiting'"),
        ["majors"] = await Events("routing", "type = 'routing.major-incident-declared.v1'"),
    };

    private Task<long> Events(string log, string where) => desk[log].Ask<long>($"select count(*) from events where {where}");
}
