using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Records the root cause and how it was found; a later finding takes its place.</summary>
internal sealed record FindRootCause(
    CauseMethod Method, IReadOnlyList<string> Whys, IReadOnlyList<FishboneBranch> Branches, string Statement, string Code, int RulesVersion, Instant? OccurredAt) : IProblemCommand<FindRootCause>
{
    private const int MostWhys = 10;
    private const int MostBranches = 20;
    private const int MostCauses = 20;
    private const int LongestText = 2000;

    public static FindRootCause Read(Input input)
    {
        var rules = input.Services.GetRequiredService<ProblemRules>().Now;
        var command = new FindRootCause(
            input.RequiredWord<CauseMethod>("method"), input.Texts("whys", LongestText), input.Objects("branches", MostBranches, ReadBranch),
            input.RequiredText("statement", 10_000), input.RequiredText("code", 50), rules.Version, input.Instant("occurredAt"));
        if (input.Refuses("method")) return command;
        if (command.Code.Length > 0 && rules.CauseCodes.All(code => code.Id != command.Code)) input.Refuse("code", $"must be one of {string.Join(", ", rules.CauseCodes.Select(code => code.Id))}");
        Check(input, "whys", command.Method == CauseMethod.FiveWhys, command.Whys.Count, MostWhys);
        Check(input, "branches", command.Method == CauseMethod.Fishbone, command.Branches.Count, MostBranches);
        return command;
    }

    public Decision Decide(Problem problem, Actor actor, Instant at)
    {
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        var found = new RootCauseFound(Method, Whys, Branches, Statement, Code, RulesVersion, actor.Id, at);
        // Whoever finds the cause of a new problem has looked for it.
        return problem.State == ProblemState.New ? Decision.Accept(new InvestigationBegun(actor.Id, at), found) : Decision.Accept(found);
    }

    private static FishboneBranch ReadBranch(Input input)
    {
        var branch = new FishboneBranch(input.RequiredText("name", 200), input.Texts("causes", LongestText));
        if (branch.Causes.Count is 0 or > MostCauses && !input.Refuses("causes")) input.Refuse("causes", $"must hold 1 to {MostCauses} texts");
        return branch;
    }

    private static void Check(Input input, string field, bool isWanted, int count, int most)
    {
        if (input.Refuses(field)) return;
        if (!isWanted && count > 0) input.Refuse(field, "does not belong to this method");
        if (isWanted && (count == 0 || count > most)) input.Refuse(field, $"must hold 1 to {most}");
    }
}
