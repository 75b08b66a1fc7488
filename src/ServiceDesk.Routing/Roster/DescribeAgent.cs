using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>Says all that the roster is to say of an agent.</summary>
internal sealed record DescribeAgent(AgentDescribed Described) : IInput<DescribeAgent>
{
    private const int MostSkills = 200;
    private const int MostLanguages = 50;
    private const int MostFrames = 24;
    private const int MostSpans = 500;

    public static DescribeAgent Read(Input input)
    {
        var described = new AgentDescribed(
            "", input.Whole("tier", 1, 3), input.Objects("skills", MostSkills, Skill), input.Texts("languages", 10, MostLanguages),
            input.Whole("capacity", 1, RosterRules.MostCapacity) ?? AgentProfile.UsualCapacity, input.Whole("cap", 1, RosterRules.MostCapacity), input.Text("manager", 100),
            input.Text("zone", 50), input.Object("shifts", Week), input.Objects("onCall", MostSpans, Span));
        foreach (var wrong in RosterRules.Form(described))
        {
            if (!input.Refuses(wrong.Field)) input.Refuse(wrong.Field, wrong.Reason);
        }
        return new DescribeAgent(described);
    }

    public Decision Decide(Roster roster, string agent, RosterPeople people)
    {
        var described = Described with { Agent = agent };
        var wrong = RosterRules.Form(described).Concat(RosterRules.Known(described, roster.Evolve(described), people)).DistinctBy(one => one.Field).ToDictionary(one => one.Field, one => one.Reason);
        if (wrong.Count > 0) return Decision.Invalid(wrong);
        return SaysTheSame(roster, described) ? Decision.Nothing : Decision.Accept(described);
    }

    /// <summary>Whether the roster says just this already.</summary>
    public static bool SaysTheSame(Roster roster, AgentDescribed described) =>
        roster.Profiles.TryGetValue(described.Agent, out var known) && Content(known.Description) == Content(described);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/roster/agents/{id}",
        async (string id, Body<DescribeAgent> body, Act act, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return RosterParts.Spans;
            if (directory.Find(id) is not { } person || !RosterPeople.IsAgent(person)) return Problem.Field("id", "must be the id of a person with the role agent or lead");
            var (command, people) = (body.Value, RosterPeople.Of(directory));
            var outcome = await journal.Handle<Roster>(
                Roster.Stream, act.IfMatch, roster => command.Decide(roster, id, people), act.Meta(act.RequestId(act.IdempotencyKey), new { id, command }), act.Now, cancel);
            return outcome.ToProblem() ?? RosterParts.Answer(outcome, journal, response, id);
        }).For(Roles.Lead, Roles.Admin).Accepts<DescribeAgent>("application/json").Produces<RosterAnswer>().WithSummary("Describes an agent: tier, skills, languages, capacity, manager, shifts, on-call.");

    private static AgentSkill Skill(Input input)
    {
        var level = input.Whole("level", 1, 5);
        if (level is null) input.Require("level");
        return new AgentSkill(input.RequiredText("skill", 50), level ?? 1, input.Text("from", 10), input.Text("until", 10));
    }

    private static WorkingWeek Week(Input input) => new(
        Frames(input, "monday"), Frames(input, "tuesday"), Frames(input, "wednesday"), Frames(input, "thursday"), Frames(input, "friday"), Frames(input, "saturday"), Frames(input, "sunday"));

    private static IReadOnlyList<WorkingFrame> Frames(Input input, string day) =>
        input.Objects(day, MostFrames, frame => new WorkingFrame(frame.RequiredText("from", 5), frame.RequiredText("to", 5)));

    private static OnCallSpan Span(Input input)
    {
        var (from, to) = (input.Instant("from"), input.Instant("to"));
        if (from is null) input.Require("from");
        if (to is null) input.Require("to");
        return new OnCallSpan(from ?? default, to ?? (from ?? default) + NodaTime.Duration.Epsilon);
    }

    private static string Content(AgentDescribed described) => JsonSerializer.Serialize(described, HttpJson.Options);
}
