using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Analytics.Reports.Conformance;

/// <summary>A rule of the expected flow: before a step one of some others must have been made.</summary>
/// <param name="Id">A lower-case word; also the name of the deviation.</param>
/// <param name="Step">The step that needs others before it.</param>
/// <param name="Needs">One of these.</param>
/// <param name="When">The rule holds only once this step was made; null = always.</param>
/// <param name="Again">Whether they are needed anew after a reopening or rejection.</param>
internal sealed record FlowRule(string Id, string Step, IReadOnlyList<string> Needs, string? When, bool Again);

/// <summary>A version of the expected flow was defined, complete. Stream <c>process-model</c>; version 1 is shipped and stands in no log.</summary>
[StoredName("analytics.process-model-defined.v1")]
internal sealed record ProcessModelDefined(int Version, Instant EffectiveFrom, IReadOnlyList<FlowRule> Rules, string By, Instant At) : IDefinition;

/// <summary>All versions of the expected flow.</summary>
internal sealed record ProcessModelHistory(IReadOnlyList<ProcessModelDefined> Versions) : IDefinitionHistory<ProcessModelHistory, ProcessModelDefined>
{
    public static string Stream => "process-model";

    private static readonly ProcessModelDefined shipped = new(1, Instant.FromUtc(1900, 1, 1, 0, 0),
    [
        new("resolved-without-owner", "resolved", ["owned", "taken-up"], null, false),
        new("resolved-without-response", "resolved", ["responded"], null, false),
        new("resolved-without-diagnosis", "resolved", ["diagnosed"], null, false),
        new("implemented-without-approval", "implemented", ["approved"], "approval-needed", true),
        new("resolved-without-verification", "resolved", ["verified"], "implemented", true),
        new("closed-without-solution", "closed", ["resolved"], null, true),
        new("closed-without-confirmation", "closed", ["confirmed", "auto-closed"], null, true),
    ], "service:analytics", Instant.FromUtc(1900, 1, 1, 0, 0));

    public static ProcessModelHistory Initial { get; } = new([shipped]);

    public ProcessModelHistory Evolve(object @event) => @event is ProcessModelDefined defined ? new ProcessModelHistory([.. Versions, defined]) : this;
}

/// <summary>The versions of the expected flow in memory, ready to judge.</summary>
internal sealed class ProcessModels(Journal journal, IClock clock, ILogger<ProcessModels> logger)
    : DefinitionBook<ProcessModelHistory, ProcessModelDefined, ProcessModel>(journal, clock, logger, defined => new ProcessModel(defined));

/// <summary>A version of the expected flow, ready to judge.</summary>
internal sealed class ProcessModel
{
    private const string Restarts = "JE"; // rejected, reopened

    private readonly List<(string Id, char Step, char[] Needs, char? When, bool Again)> rules;

    public ProcessModel(ProcessModelDefined defined)
    {
        Defined = defined;
        rules = [.. defined.Rules.Select(one => (one.Id, Facts.Traces.Letters[one.Step], one.Needs.Select(step => Facts.Traces.Letters[step]).ToArray(), one.When is { } when ? Facts.Traces.Letters[when] : (char?)null, one.Again))];
    }

    public ProcessModelDefined Defined { get; }

    /// <summary>The rules from which what was done deviates, in their order; each once.</summary>
    public IReadOnlyList<string> Deviations(string trace)
    {
        var found = new List<string>();
        foreach (var (id, step, needs, when, again) in rules)
        {
            if (Deviates(trace, step, needs, when, again)) found.Add(id);
        }
        return found;
    }

    private static bool Deviates(string trace, char step, char[] needs, char? when, bool again)
    {
        var (satisfied, holds) = (false, when is null);
        foreach (var letter in trace)
        {
            if (again && Restarts.Contains(letter)) satisfied = false;
            if (letter == step && holds && !satisfied) return true;
            if (needs.Contains(letter)) satisfied = true;
            if (letter == when) holds = true;
        }
        return false;
    }
}
