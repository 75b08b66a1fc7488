using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Says anew what a problem is about and whose it is; what is left out stays. A customer's problem may become one that spans organisations, not the other way round.</summary>
internal sealed record DescribeProblem(string? Title, string? Details, Priority? Priority, string? Owner, bool SpansOrganizations, Instant? OccurredAt) : IProblemCommand<DescribeProblem>
{
    public static DescribeProblem Read(Input input)
    {
        var command = new DescribeProblem(
            input.Text("title", 500), input.Text("details", 100_000), input.Word<Priority>("priority"), ProblemCommand.ReadOwner(input, "owner"),
            input.Truth("spansOrganizations") ?? false, input.Instant("occurredAt"));
        if (command.SpansOrganizations && input.Actor.Organization is not null) input.Refuse("spansOrganizations", "is for the provider's own problems");
        return command;
    }

    public Decision Decide(Problem problem, Actor actor, Instant at)
    {
        if (ProblemCommand.Closed(problem) is { } closed) return closed;
        var before = problem.Described!;
        var now = before with
        {
            Title = Title ?? before.Title,
            Details = Details ?? before.Details,
            Priority = Priority ?? before.Priority,
            Owner = Owner ?? before.Owner,
            Organization = SpansOrganizations ? null : before.Organization,
        };
        return now == before ? Decision.Nothing : Decision.Accept(now with { By = actor.Id, At = at });
    }
}
