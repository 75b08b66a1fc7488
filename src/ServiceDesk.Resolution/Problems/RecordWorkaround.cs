using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Records a way to go on working, and tells it to the requesters of all linked tickets that are open.</summary>
internal sealed record RecordWorkaround(string Workaround, Instant? OccurredAt) : IProblemCommand<RecordWorkaround>
{
    public static RecordWorkaround Read(Input input) => new(input.RequiredText("workaround", 10_000), input.Instant("occurredAt"));

    public Decision Decide(Problem problem, Actor actor, Instant at)
    {
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        if (problem.Workaround?.Workaround == Workaround) return Decision.Nothing;
        return Decision.Accept(new WorkaroundRecorded((problem.Workaround?.Version ?? 0) + 1, Workaround, actor.Id, at));
    }
}
