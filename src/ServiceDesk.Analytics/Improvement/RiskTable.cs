using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>How grave a risk is.</summary>
internal enum RiskLevel
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>From which score on a risk has a level.</summary>
internal sealed record RiskLevelFrom(RiskLevel Level, int From);

/// <summary>A version of the table by which risks are scored: a row for each likelihood from 1 to 5, in it a score for each impact from 1 to 5.</summary>
[StoredName("analytics.risk-table-defined.v1")]
internal sealed record RiskTableDefined(
    int Version, Instant EffectiveFrom, IReadOnlyList<IReadOnlyList<int>> Scores, IReadOnlyList<RiskLevelFrom> Levels, string By, Instant At) : IDefinition
{
    public int Score(int likelihood, int impact) => Scores[likelihood - 1][impact - 1];

    public RiskLevel Level(int score) => Levels.Last(one => one.From <= score).Level;
}

/// <summary>All versions of the table; the one that is shipped multiplies.</summary>
internal sealed record RiskTableHistory(IReadOnlyList<RiskTableDefined> Versions) : IDefinitionHistory<RiskTableHistory, RiskTableDefined>
{
    public static string Stream => "risk-table";

    public static RiskTableDefined Shipped { get; } = new(
        1, NodaConstants.UnixEpoch, [.. Enumerable.Range(1, 5).Select(likelihood => (int[])[.. Enumerable.Range(1, 5).Select(impact => likelihood * impact)])],
        [new(RiskLevel.Low, 1), new(RiskLevel.Medium, 5), new(RiskLevel.High, 10), new(RiskLevel.Critical, 15)], "service:analytics", NodaConstants.UnixEpoch);

    public static RiskTableHistory Initial { get; } = new([Shipped]);

    public RiskTableHistory Evolve(object @event) => @event is RiskTableDefined defined ? new([.. Versions, defined]) : this;
}

/// <summary>The versions of the table in memory.</summary>
internal sealed class RiskTables(Journal journal, IClock clock, ILogger<RiskTables> logger)
    : DefinitionBook<RiskTableHistory, RiskTableDefined, RiskTableDefined>(journal, clock, logger, table => table);

/// <summary>Defines the next version of the table, complete.</summary>
internal sealed record DefineRiskTable(Instant? EffectiveFrom, IReadOnlyList<IReadOnlyList<int>> Scores, IReadOnlyList<RiskLevelFrom> Levels) : IDefine<DefineRiskTable, RiskTableHistory>
{
    private const int MostScore = 1000;

    public static DefineRiskTable Read(Input input)
    {
        var scores = input.Objects("scores", 5, row => row.Wholes("impacts", 1, MostScore));
        if (!input.Refuses("scores") && (scores.Count != 5 || scores.Any(row => row.Count != 5))) input.Refuse("scores", "must hold five rows, each with five impacts");
        var levels = input.Objects("levels", 4, one => new RiskLevelFrom(one.RequiredWord<RiskLevel>("level"), Register.ReadWhole(one, "from", 1, MostScore)));
        var rising = levels.Zip(levels.Skip(1)).All(pair => pair.First.From < pair.Second.From && pair.First.Level < pair.Second.Level);
        if (!input.Refuses("levels") && (levels.Count == 0 || levels[0].From != 1 || !rising)) input.Refuse("levels", "must rise, the first from 1");
        return new DefineRiskTable(input.Instant("effectiveFrom"), scores, levels);
    }

    public Decision Decide(RiskTableHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now, (version, from) => new RiskTableDefined(version, from, Scores, Levels, by, now), (one, other) => Content(one) == Content(other));

    private static string Content(RiskTableDefined table) => JsonSerializer.Serialize(new { table.Scores, table.Levels }, HttpJson.Options);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Define.Map<DefineRiskTable, RiskTableHistory, RiskTableDefined, RiskTables>(routes, "/risk-table", "The table spans all organisations; yours is one.", Roles.Admin)
            .WithSummary("Defines the next version of the table by which risks are scored.");
        routes.MapGet("/risk-table", (int? version, RiskTables tables, AccessDirectory directory, HttpResponse response) =>
        {
            if (!tables.TryFind(at: null, version, out var table, out var problem)) return problem;
            tables.Tag(response);
            return (IResult)TypedResults.Ok(new RiskTableView(
                table.Version, table.EffectiveFrom, directory.NameOf(table.By), [.. table.Scores.Select(row => new RiskTableRow(row))], table.Levels));
        }).For(Register.Readers).Produces<RiskTableView>().WithSummary("The table by which risks are scored: now, or a version.");
    }
}

/// <summary>The scores of one likelihood, by impact.</summary>
internal sealed record RiskTableRow(IReadOnlyList<int> Impacts);

/// <summary>A version of the table; what can be sent back stands as it is sent.</summary>
internal sealed record RiskTableView(int Version, Instant EffectiveFrom, string ByName, IReadOnlyList<RiskTableRow> Scores, IReadOnlyList<RiskLevelFrom> Levels);
