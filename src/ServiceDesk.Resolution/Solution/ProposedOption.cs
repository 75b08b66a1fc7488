using System.Globalization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>A way to solve the ticket, as somebody describes it; with the number of an option it is written anew.</summary>
internal sealed record ProposedOption(
    int? Option, string Title, string Text, SolutionType Type, IReadOnlyList<string> Steps, string? Effectiveness, string? Feasibility, string? Safety, string? Cost,
    SolutionRisk Risk, string? Difficulty, string? Effect, IReadOnlyList<string> CriticalSystems, string? RollbackPlan, bool NeedsAcceptance, IReadOnlyList<string> Guides)
{
    public const int Most = 50;
    public const int MostSteps = 100;
    private const int LongestCriterion = 2_000;

    public static ProposedOption Read(Input input) => new(
        input.Whole("option", 1, Most), input.RequiredText("title", 300), input.RequiredText("text", 100_000), input.Word<SolutionType>("type") ?? SolutionType.Technical,
        Texts(input, "steps", MostSteps, 2_000), input.Text("effectiveness", LongestCriterion), input.Text("feasibility", LongestCriterion),
        input.Text("safety", LongestCriterion), input.Text("cost", LongestCriterion), input.RequiredWord<SolutionRisk>("risk"), input.Text("difficulty", LongestCriterion),
        input.Text("effect", LongestCriterion), Texts(input, "criticalSystems", 50, 200), input.Text("rollbackPlan", 20_000), input.Truth("needsAcceptance") ?? false,
        Attachments(input));

    public SolutionProposed Proposed(int option, int revision, Ticket ticket, Actor actor, Instant at) => new(
        option, revision, actor.Id, ticket.Requester, Title, Text, Type, Steps, Effectiveness, Feasibility, Safety, Cost, Risk, Difficulty, Effect, CriticalSystems, RollbackPlan,
        NeedsAcceptance, Guides, at);

    /// <summary>Whether an option says the same already.</summary>
    public bool Says(SolutionProposed known) =>
        (Title, Text, Type, Effectiveness, Feasibility, Safety, Cost) == (known.Title, known.Text, known.Type, known.Effectiveness, known.Feasibility, known.Safety, known.Cost)
        && (Risk, Difficulty, Effect, RollbackPlan, NeedsAcceptance) == (known.Risk, known.Difficulty, known.Effect, known.RollbackPlan, known.NeedsAcceptance)
        && Steps.SequenceEqual(known.Steps) && CriticalSystems.SequenceEqual(known.CriticalSystems) && Guides.SequenceEqual(known.Guides);

    private static IReadOnlyList<string> Texts(Input input, string name, int most, int longest)
    {
        var texts = input.Texts(name, longest);
        if (texts.Count > most) input.Refuse(name, string.Create(CultureInfo.InvariantCulture, $"holds more than {most}"));
        if (texts.Any(string.IsNullOrWhiteSpace)) input.Refuse(name, "holds a blank text");
        return texts;
    }

    private static IReadOnlyList<string> Attachments(Input input)
    {
        var ids = Texts(input, "guides", 20, 50);
        if (ids.Any(id => !Guid.TryParse(id, out _))) input.Refuse("guides", "must hold ids of attachments");
        return ids;
    }
}
