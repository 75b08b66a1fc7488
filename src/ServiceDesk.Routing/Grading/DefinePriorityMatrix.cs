using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Grading;

/// <summary>Defines the next version of the table, complete, with the rules for VIPs and major incidents. New decisions are made by it; those before stand.</summary>
internal sealed partial record DefinePriorityMatrix(Instant? EffectiveFrom, IReadOnlyList<MatrixCell> Cells, VipRule Vip, IReadOnlyList<MajorIncidentRule> MajorIncidents)
    : IDefine<DefinePriorityMatrix, PriorityMatrixHistory>
{
    private const int MostRules = 50;
    private const int MostVips = 1000;

    public static DefinePriorityMatrix Read(Input input)
    {
        var command = new DefinePriorityMatrix(
            input.Instant("effectiveFrom"), input.Objects("cells", PriorityTable.Size * 2, ReadCell),
            input.Object("vip", ReadVip) ?? new VipRule([], [], 1), input.Objects("majorIncidents", MostRules, ReadRule));
        if (!input.Refuses("cells")) CheckCells(input, command.Cells);
        CheckRules(input, command.MajorIncidents);
        return command;
    }

    public Decision Decide(PriorityMatrixHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new PriorityMatrixDefined(version, from, [.. Cells.OrderBy(cell => cell.Impact).ThenBy(cell => cell.Urgency).ThenBy(cell => cell.Importance)], Vip, MajorIncidents, by, now),
        (one, other) => Content(one) == Content(other));

    public static void Map(IEndpointRouteBuilder routes) => Define.Map<DefinePriorityMatrix, PriorityMatrixHistory, PriorityMatrixDefined, GradingBook>(
        routes, "/priority-matrix", "The table of priorities is that of all organisations; yours is one.", Roles.Lead, Roles.Admin)
            .WithSummary("Defines the next version of the table of priorities, with the rules for VIPs and major incidents.");

    private static MatrixCell ReadCell(Input input) => new(
        input.RequiredWord<Impact>("impact"), input.RequiredWord<Urgency>("urgency"), input.RequiredWord<Importance>("importance"), input.RequiredWord<Priority>("priority"));

    private static VipRule ReadVip(Input input)
    {
        var vip = new VipRule(input.Texts("requesters", 100), input.Texts("systems", 200), input.Whole("steps", 1, 3) ?? 1);
        if (vip.Requesters.Count > MostVips) input.Refuse("requesters", $"holds more than {MostVips}");
        else if (vip.Requesters.FirstOrDefault(one => input.Directory.Find(one) is null) is { } unknown) input.Refuse("requesters", $"must be ids of people; {unknown} is nobody");
        if (vip.Systems.Count > MostVips) input.Refuse("systems", $"holds more than {MostVips}");
        else if (vip.Systems.Any(one => TextFolding.Fold(one).Length == 0)) input.Refuse("systems", "must hold names with a letter or a digit");
        return vip;
    }

    private static MajorIncidentRule ReadRule(Input input)
    {
        var rule = new MajorIncidentRule(
            input.RequiredText("id", 50), input.Word<Impact>("impact"), input.Word<Urgency>("urgency"), input.Word<Importance>("importance"), input.Word<Priority>("priority"),
            input.Texts("categories", 50));
        if (rule.Id.Length > 0 && !IdShape().IsMatch(rule.Id)) input.Refuse("id", "must be a lower-case word of letters, digits and dashes");
        if (rule.Categories.Any(category => !Catalogue.Categories.Contains(category))) input.Refuse("categories", $"must be among {string.Join(", ", Catalogue.Categories)}");
        return rule;
    }

    private static void CheckCells(Input input, IReadOnlyList<MatrixCell> cells)
    {
        var given = cells.Select(cell => (cell.Impact, cell.Urgency, cell.Importance)).ToList();
        if (given.GroupBy(cell => cell).FirstOrDefault(group => group.Count() > 1) is { } twice) { input.Refuse("cells", $"holds {Name(twice.Key)} twice"); return; }
        var holes = PriorityMatrixHistory.Shipped.Cells.Select(cell => (cell.Impact, cell.Urgency, cell.Importance)).Except(given).ToList();
        if (holes.Count > 0) input.Refuse("cells", $"has {(holes.Count == 1 ? "a hole" : $"{holes.Count} holes")}: {string.Join("; ", holes.Take(5).Select(Name))}{(holes.Count > 5 ? " …" : "")}");
    }

    private static void CheckRules(Input input, IReadOnlyList<MajorIncidentRule> rules)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Id.Length > 0 && !ids.Add(rules[i].Id)) input.Refuse($"majorIncidents[{i}].id", "is used twice");
            if (rules[i] is { Impact: null, Urgency: null, Importance: null, Priority: null, Categories.Count: 0 } && !input.Refuses($"majorIncidents[{i}].id"))
                input.Refuse($"majorIncidents[{i}]", "must ask for something, or every ticket would be suspected");
        }
    }

    private static string Name((Impact Impact, Urgency Urgency, Importance Importance) cell) =>
        $"impact {Words.Of(cell.Impact)}, urgency {Words.Of(cell.Urgency)}, importance {Words.Of(cell.Importance)}";

    private static string Content(PriorityMatrixDefined one) => JsonSerializer.Serialize(new { one.Cells, one.Vip, one.MajorIncidents }, HttpJson.Options);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex IdShape();
}
