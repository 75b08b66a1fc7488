using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>Names a skill in both languages. A skill is never removed: decisions of the past name it.</summary>
internal sealed record DefineSkill(Bilingual Names) : IInput<DefineSkill>
{
    public static DefineSkill Read(Input input)
    {
        var names = input.Object("names", both => new Bilingual(both.RequiredText("zh", 100), both.RequiredText("en", 100)));
        if (names is null) input.Require("names");
        return new DefineSkill(names ?? new Bilingual("", ""));
    }

    public Decision Decide(Roster roster, string skill) =>
        roster.Skills.GetValueOrDefault(skill) == Names ? Decision.Nothing : Decision.Accept(new SkillDefined(skill, Names));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/skills/{id}",
        async (string id, Body<DefineSkill> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return RosterParts.Spans;
            if (!RosterRules.IsId(id)) return Problem.Field("id", RosterRules.IdRule);
            var command = body.Value;
            var outcome = await journal.Handle<Roster>(
                Roster.Stream, act.IfMatch, roster => command.Decide(roster, id), act.Meta(act.RequestId(act.IdempotencyKey), new { id, command }), act.Now, cancel);
            return outcome.ToProblem() ?? RosterParts.Answer(outcome, journal, response, id);
        }).For(Roles.Lead, Roles.Admin).Accepts<DefineSkill>("application/json").Produces<RosterAnswer>().WithSummary("Names a skill.");
}
