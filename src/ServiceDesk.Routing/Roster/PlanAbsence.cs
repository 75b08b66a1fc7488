using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>An agent will be absent, or is; somebody may stand in.</summary>
internal sealed record PlanAbsence(Instant From, Instant To, string? Substitute, AbsenceKind Reason) : IInput<PlanAbsence>
{
    public static PlanAbsence Read(Input input)
    {
        var (from, to) = (input.Instant("from"), input.Instant("to"));
        if (from is null) input.Require("from");
        if (to is null) input.Require("to");
        if (from is { } begin && to is { } end)
        {
            foreach (var wrong in RosterRules.Span(begin, end)) input.Refuse(wrong.Field, wrong.Reason);
        }
        var command = new PlanAbsence(from ?? default, to ?? default, input.Text("substitute", 100), input.RequiredWord<AbsenceKind>("reason"));
        if (command.Substitute is { } substitute && (input.Directory.Find(substitute) is not { } person || !RosterPeople.IsAgent(person)))
            input.Refuse("substitute", "must be the id of a person with the role agent or lead");
        return command;
    }

    public Decision Decide(Roster roster, string absence, string agent, Instant now)
    {
        if (To <= now) return Decision.Invalid("to", "lies in the past");
        if (roster.AbsencesOf(agent).Find(one => one.From < To && From < one.To) is { } other)
            return Decision.Invalid("from", $"overlaps the absence {other.Absence}, from {other.From} to {other.To}");
        if (Substitute == agent) return Decision.Invalid("substitute", "must be somebody else");
        return Substitute is { } substitute && LeadsTo(roster, substitute, agent, From, To)
            ? Decision.Invalid("substitute", "is absent meanwhile, and in the end this agent stands in")
            : Decision.Accept(new AbsencePlanned(absence, agent, From, To, Substitute, Reason));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/roster/agents/{id}/absences", async (
            string id, Body<PlanAbsence> body, Act act, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            if (Refusal(act.Actor, id) is { } refusal) return refusal;
            if (directory.Find(id) is not { } person || !RosterPeople.IsAgent(person)) return Problem.NotFound;
            var (command, request) = (body.Value, act.RequestId(act.IdempotencyKey));
            var absence = (request ?? Guid.CreateVersion7()).ToString();
            var outcome = await journal.Handle<Roster>(
                Roster.Stream, act.IfMatch, roster => command.Decide(roster, absence, id, act.Now), act.Meta(request, new { id, command }), act.Now, cancel);
            return outcome.ToProblem() ?? RosterParts.Answer(outcome, journal, response, absence);
        }).For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<PlanAbsence>("application/json").Produces<RosterAnswer>()
            .WithSummary("Plans an absence; an agent the own, a lead anybody's.");

        routes.MapDelete("/roster/agents/{id}/absences/{absence}", async (string id, string absence, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            if (Refusal(act.Actor, id) is { } refusal) return refusal;
            var outcome = await journal.Handle<Roster>(
                Roster.Stream, act.IfMatch, roster => Cancel(roster, absence, id), act.Meta(act.RequestId(act.IdempotencyKey), new { id, absence }), act.Now, cancel);
            return outcome.ToProblem() ?? RosterParts.Answer(outcome, journal, response, absence);
        }).For(Roles.Agent, Roles.Lead, Roles.Admin).Produces<RosterAnswer>().WithSummary("Cancels an absence, or ends it before its time.");
    }

    /// <summary>Takes back what was planned.</summary>
    public static Decision Cancel(Roster roster, string absence, string agent) =>
        roster.AbsencesOf(agent).Exists(one => one.Absence == absence) ? Decision.Accept(new AbsenceCancelled(absence, agent)) : Decision.Missing;

    private static Problem? Refusal(Actor actor, string agent)
    {
        if (actor.Organization is not null) return RosterParts.Spans;
        // Of others an agent learns nothing by this route, not even whether they exist.
        return actor.Id == agent || actor.Is(Roles.Lead, Roles.Admin) ? null : Problem.NotFound;
    }

    /// <summary>Whether there is an instant at which the chain of substitutes leads from somebody to an agent. Absences of one do not overlap, so no path is walked twice.</summary>
    private static bool LeadsTo(Roster roster, string from, string agent, Instant begin, Instant end) => roster.AbsencesOf(from)
        .Where(one => one.Substitute is not null && one.From < end && begin < one.To)
        .Any(one => one.Substitute == agent || LeadsTo(roster, one.Substitute!, agent, Instant.Max(begin, one.From), Instant.Min(end, one.To)));
}
