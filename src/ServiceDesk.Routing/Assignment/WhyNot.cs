using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>Why somebody did not get a ticket, in a sentence.</summary>
internal sealed record WhyNotView(string Event, string Agent, string Code, string? Detail, string Zh, string En);

/// <summary>Explains a decision to whoever did not get the ticket, from what it recorded and the versions that it names.</summary>
internal static class WhyNot
{
    /// <summary>The answer for an agent. Pure.</summary>
    /// <param name="step">The decision.</param>
    /// <param name="tables">The tables of its versions; null when it names none.</param>
    /// <param name="agent">Who asks, or is asked about.</param>
    /// <param name="nameOf">Names of people.</param>
    public static WhyNotView Explain(RoutingStep step, RoutingTables? tables, string agent, Func<string, string> nameOf)
    {
        var (routed, assigned) = (step.After.Routed!, step.Body as TicketAssigned);
        var (candidates, at) = (assigned?.Candidates ?? routed.Candidates, assigned?.At ?? routed.At);
        var (name, chosen) = (nameOf(agent), routed.Agent is null ? null : nameOf(routed.Agent));
        if (routed.Agent == agent) return View("chosen", null, $"工单就在{name}手上。", $"{name} has the ticket.");
        if (routed.AssignmentReason == RouteTicket.Imported) return View("imported", null, "工单来自其他系统，本台未曾分派。", "The ticket comes from another system; nobody was chosen here.");
        if (assigned is { Basis: null, By: { } by }) return View("by-person", by, $"{nameOf(by)}把工单交给了{chosen}。", $"{nameOf(by)} gave the ticket to {chosen}.");
        if (routed.Team is null) return View("no-team", null, "没有团队受理此类别，因此没有候选人。", "No team takes the category, so there were no candidates.");
        var candidate = candidates.FirstOrDefault(one => one.Agent == agent);
        if (candidate is null) return Outside();
        if (candidate.Excluded is { } code) return Excluded(code, candidate, "", "");
        return Behind(candidate, candidates.First(one => one.Agent == routed.Agent));

        WhyNotView View(string because, string? detail, string zh, string en) => new(step.Event.ToString(), agent, because, detail, zh, en);

        WhyNotView Outside()
        {
            var (zh, en) = ($"{name}不是团队{routed.Team}的成员", $"{name} is no member of the team {routed.Team}");
            if (tables is null || step.Basis is not { } basis) return View("not-of-the-team", routed.Team, zh + "。", en + ".");
            var declined = step.After.Assignment.Declined;
            var outside = Choosing.Judge(tables, AssignmentFacts.Of(step.After.Routed!), basis, agent, default, declined, at);
            return outside.Excluded is { } also
                ? Excluded(also, outside, zh + "；此外，", en + "; besides, ") with { Code = "not-of-the-team", Detail = routed.Team }
                : View("not-of-the-team", routed.Team, zh + "。", en + ".");
        }

        WhyNotView Excluded(string because, Candidate one, string zh, string en)
        {
            var (needed, level) = (step.Basis?.Skills.FirstOrDefault(skill => skill.Skill == one.Detail), one.Level ?? 0);
            var next = tables?.Roster.At(agent, at) is { } there ? there.NextStart : null;
            var (zhBack, enBack) = next is { } start ? ($"，{Hour(start)}起上班", $"; works from {Hour(start)}") : ("", "");
            return because switch
            {
                Exclusions.Skill => View(because, one.Detail,
                    $"{zh}{name}缺少技能{SkillIn(one.Detail, isZh: true)}（需要 {needed?.Level} 级，当时 {level} 级）。",
                    $"{en}{name} lacks the skill {SkillIn(one.Detail, isZh: false)} (level {needed?.Level} is needed, it was {level})."),
                Exclusions.Tier => View(because, null, $"{zh}工单需要 {step.Basis?.Tier} 线人员，{name}的级别较低。", $"{en}the ticket needs tier {step.Basis?.Tier}, and {name} works in a lower one."),
                Exclusions.Language => View(because, one.Detail, $"{zh}{name}不会说提单人的语言（{one.Detail}）。", $"{en}{name} does not speak the requester's language ({one.Detail})."),
                Exclusions.Absent => View(because, null, $"{zh}{name}当时缺勤{zhBack}。", $"{en}{name} was absent{enBack}."),
                Exclusions.OffShift => View(because, null, $"{zh}{name}当时不在班{zhBack}。", $"{en}{name} was off shift{enBack}."),
                Exclusions.Full => View(because, null,
                    $"{zh}{name}已有 {one.Load} 点在办工单，再加 {step.Basis?.Points} 点将超过上限 {one.Cap} 点。",
                    $"{en}{name} had {one.Load} points of open tickets, and {step.Basis?.Points} more would exceed the cap of {one.Cap}."),
                Exclusions.Declined => View(because, null, $"{zh}{name}退回过这张工单，或未按时接手。", $"{en}{name} declined the ticket, or did not take it up in time."),
                Exclusions.Organization => View(because, null, $"{zh}{name}无权查看该组织的工单。", $"{en}{name} may not see tickets of this organisation."),
                _ => View(because, null, $"{zh}{name}已不再是坐席。", $"{en}{name} is no agent any more."),
            };
        }

        WhyNotView Behind(Candidate one, Candidate best)
        {
            if (routed.AssignmentReason == Choosing.Substitute) return View("substitute", best.Agent, $"{chosen}是缺勤同事的代班人，优先于{name}。", $"{chosen} stands in for the absent colleague, and went before {name}.");
            if (one.AvailableFrom != best.AvailableFrom && one.AvailableFrom is { } later)
                return View("later", null, $"{chosen}更早可以开始，{name}要到{Hour(later)}才上班。", $"{chosen} could begin earlier; {name} works from {Hour(later)}.");
            if ((one.Score ?? one.Load) != (best.Score ?? best.Load))
            {
                return View("more-loaded", null,
                    $"{chosen}的相对负荷更低（{Figure(best)} 对 {Figure(one)}）。", $"{chosen} had less to do relative to capacity ({Figure(best)} against {Figure(one)}).");
            }
            return one.LastAssignedAt != best.LastAssignedAt
                ? View("assigned-later", null, $"负荷相同，而{chosen}更久没有接到新工单。", $"Both had equally much to do, and {chosen} had gone longer without a new ticket.")
                : View("equal", null, $"{name}与{chosen}条件完全相同，按编号先后选了{chosen}。", $"{name} and {chosen} were equal in everything; the order of ids decided.");
        }

        string SkillIn(string? skill, bool isZh) => skill is not null && tables?.Roster.Skills.GetValueOrDefault(skill) is { } names ? isZh ? names.Zh : names.En : skill ?? "";

        static string Hour(Instant instant) => NodaTime.Text.InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd HH':'mm'Z'").Format(instant);

        static string Figure(Candidate one) => one.Score is { } score ? FormattableString.Invariant($"{score / 10}.{score % 10} %") : FormattableString.Invariant($"{one.Load}");
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tickets/{id:guid}/routing/why-not/{agent}",
        async (Guid id, string agent, string? decision, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            var (steps, definitions) = await RoutingHistory.Read(journal, id, cancel);
            if (steps is not [.., { } last] || !actor.MaySee(last.After.Routed!.Organization, last.After.Routed.Requester)) return Problem.NotFound;
            var step = decision is null ? last : steps.FirstOrDefault(one => one.Event.ToString() == decision);
            if (step is null) return Problem.Field("decision", "is no decision about whose the ticket is");
            if (directory.Find(agent) is null) return Problem.NotFound;
            var tables = RoutingHistory.Tables(definitions, step, RoutingTables.StandingsBy(directory));
            return (IResult)TypedResults.Ok(Explain(step, tables, agent, directory.NameOf));
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<WhyNotView>().WithSummary("Why somebody did not get the ticket, in Chinese and English.");
}
