using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Analytics.Reports.Conformance;

/// <summary>Defines the next version of the expected flow, complete.</summary>
internal sealed record DefineProcessModel(Instant? EffectiveFrom, IReadOnlyList<FlowRule> Rules) : IDefine<DefineProcessModel, ProcessModelHistory>
{
    private const int MostRules = 100;

    public static DefineProcessModel Read(Input input)
    {
        var command = new DefineProcessModel(input.Instant("effectiveFrom"), input.Objects("rules", MostRules, Rule));
        if (command.Rules.Count == 0 && !input.Refuses("rules")) input.Refuse("rules", "must hold at least one rule");
        if (command.Rules.Select(one => one.Id).Distinct().Count() != command.Rules.Count) input.Refuse("rules", "names an id twice");
        return command;
    }

    public Decision Decide(ProcessModelHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now, (version, from) => new ProcessModelDefined(version, from, Rules, by, now), (one, other) => one.Rules.Count == other.Rules.Count && one.Rules.Zip(other.Rules, SaysTheSame).All(same => same));

    public static void Map(IEndpointRouteBuilder routes)
    {
        Define.Map<DefineProcessModel, ProcessModelHistory, ProcessModelDefined, ProcessModels>(routes, "/process-model", "The expected flow spans all organisations; yours is one.", Roles.Lead, Roles.Admin)
            .WithSummary("Defines the next version of the flow that tickets are expected to follow.");
        routes.MapGet("/process-model", (int? version, ProcessModels models, HttpResponse response) =>
        {
            if (!models.TryFind(at: null, version, out var one, out var problem)) return problem;
            models.Tag(response);
            return (IResult)TypedResults.Ok(new ProcessModelView(one.Defined.Version, one.Defined.EffectiveFrom, one.Defined.By, one.Defined.At, one.Defined.Rules, Traces.Letters.ToDictionary(pair => pair.Key, pair => pair.Value.ToString())));
        }).For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Produces<ProcessModelView>().WithSummary("The flow that tickets are expected to follow: the one in effect, or a version.");
    }

    private static FlowRule Rule(Input input)
    {
        var rule = new FlowRule(input.RequiredText("id", 50), input.RequiredText("step", 50), input.Texts("needs", 50), input.Text("when", 50), input.Truth("again") ?? false);
        var steps = $"must be among {string.Join(", ", Traces.Letters.Keys)}";
        if (rule.Step.Length > 0 && !Traces.Letters.ContainsKey(rule.Step)) input.Refuse("step", steps);
        if (rule.Needs.Count == 0 && !input.Refuses("needs")) input.Require("needs");
        if (rule.Needs.Any(step => !Traces.Letters.ContainsKey(step)) && !input.Refuses("needs")) input.Refuse("needs", steps);
        if (rule.When is not null && !Traces.Letters.ContainsKey(rule.When)) input.Refuse("when", steps);
        return rule;
    }

    private static bool SaysTheSame(FlowRule one, FlowRule other) => one.Needs.SequenceEqual(other.Needs) && one == other with { Needs = one.Needs };
}

/// <summary>A version of the expected flow, and the letters of the steps in the traces of tickets.</summary>
internal sealed record ProcessModelView(int Version, Instant EffectiveFrom, string By, Instant At, IReadOnlyList<FlowRule> Rules, IReadOnlyDictionary<string, string> Steps);
