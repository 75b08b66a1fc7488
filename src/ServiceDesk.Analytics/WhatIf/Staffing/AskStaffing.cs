using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>An agent of another roster, complete: the teams, the skills, and when the agent is there.</summary>
internal sealed record AskedAgent(StaffedAgent Agent, IReadOnlyList<string> Teams);

/// <summary>A question: how long would the tickets of a period have waited for somebody, had others been there?</summary>
internal sealed record AskStaffing(Instant From, Instant To, string? Organization, int Seed, int Replications, IReadOnlyList<AskedAgent> Agents, IReadOnlyList<string> Without) : IInput<AskStaffing>
{
    public const int LongestDays = 92;

    private const int MostAgents = 200;
    private const int UsualReplications = 20;
    private static readonly string[] days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static AskStaffing Read(Input input)
    {
        var (from, to) = (input.Instant("from"), input.Instant("to"));
        foreach (var (name, given) in ((string, Instant?)[])[("from", from), ("to", to)])
        {
            if (given is null && !input.Refuses(name)) input.Require(name);
        }
        if (from >= to) input.Refuse("from", "must lie before to");
        else if (to - from > Duration.FromDays(LongestDays)) input.Refuse("to", $"must lie at most {LongestDays} days after from");
        if (to > input.Services.GetRequiredService<IClock>().GetCurrentInstant()) input.Refuse("to", "lies in the future");
        var agents = input.Objects("agents", MostAgents, Agent);
        if (agents.Where(one => one.Agent.Agent.Length > 0).GroupBy(one => one.Agent.Agent).FirstOrDefault(group => group.Count() > 1) is { } twice) input.Refuse("agents", $"name {twice.Key} twice");
        return new AskStaffing(
            from ?? default, to ?? default, input.Text("organization", 100), input.Whole("seed", 0, int.MaxValue) ?? 1, input.Whole("replications", 10, 50) ?? UsualReplications, agents,
            input.Texts("without", 100, MostAgents));
    }

    /// <summary>Whether the question is about tickets of this organisation.</summary>
    public bool Counts(string organization) => Organization is null || Organization == organization;

    private static AskedAgent Agent(Input input)
    {
        var (name, zone) = (input.RequiredText("agent", 100), input.Text("zone", 100));
        var teams = input.Texts("teams", 100, 50);
        if (teams.Count == 0 && !input.Refuses("teams")) input.Refuse("teams", "must name a team");
        var week = input.Object("shifts", one => days.Select(day => (IReadOnlyList<WorkingFrame>)one.Objects(day, 48, frame => new WorkingFrame(frame.RequiredText("from", 5), frame.RequiredText("to", 5)))).ToList());
        var agent = new StaffedAgent(
            name, input.Objects("skills", 100, one => StaffedSkill.Always(one.RequiredText("skill", 50), one.Whole("level", 1, 5) ?? 1)), zone,
            week is null ? null : new WorkingWeek(week[0], week[1], week[2], week[3], week[4], week[5], week[6]));
        if (zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null) input.Refuse("zone", "must be an IANA time zone such as Asia/Shanghai");
        foreach (var (field, reason) in agent.Written()?.Problems() ?? [])
        {
            var shift = field.Replace("week.", "shifts.", StringComparison.Ordinal);
            if (!input.Refuses(shift)) input.Refuse(shift, reason);
        }
        if (week?.TrueForAll(day => day.Count == 0) == true && !input.Refuses("shifts")) input.Refuse("shifts", "must have a time at which the agent is there");
        return new AskedAgent(agent, teams);
    }
}
