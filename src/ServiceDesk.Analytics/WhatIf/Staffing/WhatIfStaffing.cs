using NodaTime;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>
/// The answer, which the same question at the same position gets again: seed and replications are in it. Sample = counted tickets whose work is known; left out = those that no team ever had, or that ended before anybody began.
/// </summary>
internal sealed record StaffingAnswer(
    Instant From, Instant To, string Position, Instant At, int Seed, int Replications, string Intervals, string Effort, int Sample, int LeftOut, IReadOnlyList<StaffingRow> Rows);

/// <summary>Replays a period with another roster. Nothing is recorded.</summary>
internal static class WhatIfStaffing
{
    private const int MostTickets = 20_000;

    /// <summary>Tickets times agents times replications: what is asked for takes seconds, not minutes.</summary>
    private const long MostSteps = 100_000_000;

    private const string EffortFormula =
        "While an agent is there, the time is shared equally by the tickets that the agent works on at that moment; drawn from the solved tickets of the same team and priority, or of the team, or of all, the first with five; teams work for all organisations, so the tickets of all are replayed, and those that were asked about are counted";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/what-if/staffing",
        (Body<AskStaffing> body, string? position, Actor actor, Journal journal, LedgerTime ledger, CancellationToken cancel) => OneQuestion.Answer(position, journal, ledger, async facts =>
        {
            var ask = body.Value with { Organization = actor.Organization ?? body.Value.Organization };
            var roster = await StaffingRoster.Read(journal, facts.Position, cancel);
            return Unknown(ask, roster) ?? await Answer(ask, facts, roster, journal, cancel);
        }, cancel)).For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Accepts<AskStaffing>("application/json").Produces<StaffingAnswer>()
        .WithSummary("How long the tickets of a period would have waited with other agents, shifts or skills, simulated, with intervals.");

    private static async Task<IResult> Answer(AskStaffing ask, FactSource facts, StaffingRoster roster, Journal journal, CancellationToken cancel)
    {
        var (tickets, leftOut) = await Tickets(ask, facts, await RecordedRules.Read(journal, facts.Position, cancel), cancel);
        if (tickets is null) return Problem.Field("from", $"and to hold more than {MostTickets} tickets; choose a shorter period");
        var asked = roster.With(ask.Agents, ask.Without);
        var agents = Math.Max(roster.Teams.Values.Sum(one => one.Count), asked.Teams.Values.Sum(one => one.Count));
        if ((long)tickets.Count * Math.Max(agents, 1) * ask.Replications > MostSteps) return Problem.Field("replications", "are too many for so many tickets and agents; ask for fewer, or for a shorter period");
        var efforts = StaffingLog.Efforts(tickets, agent => roster.HoursOf(agent, ask.From - StaffingReplay.WarmUp, ask.To + StaffingReplay.Rest));
        if (efforts.Count == 0) return Problem.Field("from", "and to hold no solved ticket, so nothing tells how much work a ticket is");
        var rows = new StaffingReplay(tickets, efforts, ask.Organization, ask.From, ask.To, facts.At).Run(roster, asked, ask.Seed, ask.Replications, cancel);
        var sample = tickets.Count(one => ask.Counts(one.Organization) && efforts.ContainsKey(one.Ticket));
        return TypedResults.Ok(new StaffingAnswer(
            ask.From, ask.To, new LogPosition(journal.Log, facts.Position).ToString(), facts.At, ask.Seed, ask.Replications, Estimate.Formula, EffortFormula, sample, leftOut, rows));
    }

    /// <summary>The tickets that were opened in the period or in the time of warming up; null when they are too many.</summary>
    private static async Task<(List<StaffedTicket>? Tickets, int LeftOut)> Tickets(AskStaffing ask, FactSource facts, RecordedRules recorded, CancellationToken cancel)
    {
        var (rules, promises) = (OtherRules.None(recorded), await facts.Promised(cancel));
        var scope = new ReportScope(ask.From - StaffingReplay.WarmUp, ask.To, DateTimeZone.Utc, [], null, false, null);
        var (tickets, leftOut) = (new List<StaffedTicket>(), 0);
        await foreach (var (ticket, _, story) in facts.Stories(scope, cancel))
        {
            var told = StoryFact.Read(story, facts.Position);
            if (told.FirstOrDefault(one => one.Kind == StoryKind.Opened) is not { } opened || opened.At < scope.From || opened.At >= scope.To) continue;
            if (StaffingLog.Of(ticket, told, Due, promises) is { } staffed) tickets.Add(staffed);
            else if (ask.Counts(opened.Organization!)) leftOut++;
            if (tickets.Count > MostTickets) return (null, leftOut);
        }
        return (tickets, leftOut);

        Instant? Due(Promise promise, PolicyFacts about, Instant openedAt) =>
            rules.Terms(promise, about, promise.Priority, openedAt).FirstOrDefault(one => one.Clock == Words.Of(ClockName.Response)) is { } terms ? rules.Find(terms.Calendar).Add(openedAt, terms.Target) : null;
    }

    private static Problem? Unknown(AskStaffing ask, StaffingRoster roster)
    {
        foreach (var (i, one) in ask.Agents.Index())
        {
            if (one.Teams.FirstOrDefault(team => !roster.Teams.ContainsKey(team)) is { } team) return Problem.Field($"agents[{i}].teams", $"name {team}, which is no team");
            if (one.Agent.Skills.FirstOrDefault(skill => !roster.Skills.Contains(skill.Skill)) is { } unknown) return Problem.Field($"agents[{i}].skills", $"name {unknown.Skill}, which is no skill");
        }
        var known = roster.Teams.Values.SelectMany(one => one).Concat(roster.Agents.Keys).ToHashSet();
        return ask.Without.FirstOrDefault(one => !known.Contains(one)) is { } nobody ? Problem.Field("without", $"names {nobody}, who is in no team") : null;
    }
}
