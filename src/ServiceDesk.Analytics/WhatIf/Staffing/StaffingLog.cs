using NodaTime;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Contracts;

namespace ServiceDesk.Analytics.WhatIf.Staffing;

/// <summary>A ticket as it was: of which organisation, whose, what it needed, when the work on it began, and until when its first response was promised.</summary>
internal sealed record StaffedTicket(Guid Ticket, string Organization, string Team, Priority Priority, IReadOnlyList<NeededSkill> Needs, Instant OpenedAt, Instant? BegunAt, Instant? Due)
{
    /// <summary>Whether it was solved, so that all of the work on it is known.</summary>
    public bool IsDone { get; init; }

    /// <summary>When somebody worked on it, and who.</summary>
    public IReadOnlyList<(string Agent, Instant From, Instant To)> Work { get; init; } = [];
}

/// <summary>Reads what staffing is about from the story of a ticket. Pure.</summary>
internal static class StaffingLog
{
    /// <summary>Null when nobody's team ever had it, or when it ended before anybody began: then it took no work.</summary>
    public static StaffedTicket? Of(Guid ticket, IReadOnlyList<StoryFact> story, Func<Promise, PolicyFacts, Instant, Instant?> due, IReadOnlyDictionary<string, Promise> promises)
    {
        if (story.FirstOrDefault(one => one.Kind == StoryKind.Opened) is not { } opened) return null;
        var (spans, goesOn) = TicketStory.Spans(story);
        var begun = spans.Where(one => !IsWaiting(one.Stage)).Select(one => (Instant?)one.From).FirstOrDefault() ?? (IsWaiting(goesOn) ? null : spans.Count == 0 ? opened.At : spans[^1].To);
        if (begun is null && story.Any(one => one.Kind is StoryKind.Ended or StoryKind.Closed)) return null;
        var owners = story.Where(one => one.Kind is StoryKind.Routed or StoryKind.Assigned).OrderBy(one => one.At).ThenBy(one => one.Position).ToList();
        var owner = owners.LastOrDefault(one => one.Team is not null && (begun is null || one.At <= begun)) ?? owners.FirstOrDefault(one => one.Team is not null);
        if (owner is null) return null;
        var promised = story.LastOrDefault(one => one.Promise is not null)?.Promise;
        var facts = new PolicyFacts(opened.Organization!, opened.Service, opened.TicketKind!.Value, opened.At);
        return new StaffedTicket(
            ticket, opened.Organization!, owner.Team!, story.LastOrDefault(one => one.Priority is not null)?.Priority ?? Priority.P3, story.FirstOrDefault(one => one.Needs is not null)?.Needs ?? [], opened.At, begun,
            promised is null ? null : due(promises[promised], facts, opened.At))
        {
            IsDone = story.Any(one => one.Kind is StoryKind.Resolved or StoryKind.Closed),
            Work = [.. spans.Where(one => one.Stage == Stage.Working && one.From < one.To).Select(one => (AgentAt(owners, one.From), one.From, one.To)).Where(one => one.Item1 is not null).Select(one => (one.Item1!, one.From, one.To))],
        };
    }

    /// <summary>
    /// How much work each ticket was, in microseconds: while an agent is there, the time is shared equally by the tickets that the agent works on at that moment.
    /// </summary>
    public static Dictionary<Guid, long> Efforts(IReadOnlyList<StaffedTicket> tickets, Func<string, WorkHours> hours)
    {
        var efforts = new Dictionary<Guid, double>();
        foreach (var agent in tickets.OrderBy(one => one.Ticket).SelectMany(one => one.Work.Select(work => (one.Ticket, work.Agent, From: WorkHours.Of(work.From), To: WorkHours.Of(work.To)))).GroupBy(one => one.Agent))
        {
            // The share of one ticket since the beginning of time grows by time over the number of tickets; a span's effort is what it grew by.
            var there = hours(agent.Key);
            var (share, since, now) = (0d, 0L, 0);
            var ends = agent.SelectMany(one => ((long At, int Change, Guid Ticket)[])[(one.From, 1, one.Ticket), (one.To, -1, one.Ticket)]).OrderBy(one => one.At).ThenBy(one => one.Change);
            foreach (var (at, change, ticket) in ends)
            {
                if (now > 0) share += (double)there.Between(since, at) / now;
                efforts[ticket] = efforts.GetValueOrDefault(ticket) - (change * share);
                (since, now) = (at, now + change);
            }
        }
        return tickets.Where(one => one.IsDone && efforts.ContainsKey(one.Ticket)).ToDictionary(one => one.Ticket, one => Math.Max(1, (long)Math.Round(efforts[one.Ticket])));
    }

    private static bool IsWaiting(Stage stage) => stage is Stage.Unassigned or Stage.Untouched;

    private static string? AgentAt(IReadOnlyList<StoryFact> owners, Instant at) =>
        (owners.LastOrDefault(one => one.Agent is not null && one.At <= at) ?? owners.FirstOrDefault(one => one.Agent is not null))?.Agent;
}
