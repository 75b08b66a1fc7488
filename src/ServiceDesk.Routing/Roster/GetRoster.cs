using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing;

/// <summary>What the roster says of an agent. It can be sent back as it is.</summary>
internal sealed record ProfileView(
    int? Tier, IReadOnlyList<AgentSkill> Skills, IReadOnlyList<string> Languages, int Capacity, int? Cap, string? Manager, string? Zone, WorkingWeek? Shifts,
    IReadOnlyList<OnCallSpan> OnCall)
{
    public static ProfileView Of(AgentDescribed one) => new(one.Tier, one.Skills, one.Languages, one.Capacity, one.Cap, one.Manager, one.Zone, one.Shifts, one.OnCall);
}

/// <summary>An absence. Why is for leads, admins and the agent only.</summary>
internal sealed record AbsenceView(string Id, Instant From, Instant To, string? Substitute, AbsenceKind? Reason);

/// <summary>An agent on the roster at an instant.</summary>
internal sealed record RosterAgentView(string Agent, string AgentName, ProfileView Profile, Availability Availability, IReadOnlyList<AbsenceView> Absences)
{
    public static RosterAgentView Of(Roster roster, string agent, Instant at, Actor reader, AccessDirectory directory) => new(
        agent, directory.NameOf(agent), ProfileView.Of(roster.ProfileOf(agent).Description), roster.At(agent, at),
        [
            .. roster.AbsencesOf(agent).Where(one => one.To > at).Select(one => new AbsenceView(
                one.Absence, one.From, one.To, one.Substitute, reader.Id == agent || reader.Is(Roles.Lead, Roles.Admin) ? one.Kind : null)),
        ]);
}

/// <summary>The roster at an instant.</summary>
internal sealed record RosterView(int Version, Instant At, IReadOnlyList<RosterAgentView> Items);

/// <summary>An agent who has a skill.</summary>
internal sealed record SkilledAgentView(string Agent, string AgentName, int Level);

/// <summary>A skill, and who has it at an instant.</summary>
internal sealed record SkillView(string Id, Bilingual Names, IReadOnlyList<SkilledAgentView> Agents);

internal static class GetRoster
{
    private static readonly string[] readers = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/roster", async (
            int? version, string? at, Actor actor, Journal journal, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var (read, problem) = await Read(version, at, actor, journal, clock, cancel);
            if (read is null) return problem!;
            response.Headers.ETag = OutcomeHttp.ETag(read.Newest);
            var agents = read.Roster.Profiles.Keys.Union(read.Roster.Absences.Keys).Order(StringComparer.Ordinal);
            return (IResult)TypedResults.Ok(new RosterView(read.Version, read.At, [.. agents.Select(agent => RosterAgentView.Of(read.Roster, agent, read.At, actor, directory))]));
        }).For(readers).Produces<RosterView>().WithSummary("Agents with skills, shifts and absences: now, at an instant, or by an earlier version of the roster.");

        routes.MapGet("/roster/agents/{id}", async (
            string id, int? version, string? at, Actor actor, Journal journal, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var (read, problem) = await Read(version, at, actor, journal, clock, cancel);
            if (read is null) return problem!;
            var isKnown = read.Roster.Profiles.ContainsKey(id) || (directory.Find(id) is { } person && RosterPeople.IsAgent(person));
            if (!isKnown) return Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(read.Newest);
            return (IResult)TypedResults.Ok(RosterAgentView.Of(read.Roster, id, read.At, actor, directory));
        }).For(readers).Produces<RosterAgentView>().WithSummary("An agent on the roster.");

        routes.MapGet("/skills", async (
            int? version, string? at, Actor actor, Journal journal, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var (read, problem) = await Read(version, at, actor, journal, clock, cancel);
            if (read is null) return problem!;
            response.Headers.ETag = OutcomeHttp.ETag(read.Newest);
            return (IResult)TypedResults.Ok(new { read.Version, read.At, items = read.Roster.Skills.Select(skill => new SkillView(skill.Key, skill.Value, Masters(read, skill.Key, directory))) });
        }).For(readers).WithSummary("The skills, with who has them at which level.");

        routes.MapGet("/roster/export", async (Actor actor, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            if (actor.Organization is not null) return RosterParts.Spans;
            var loaded = await journal.Load<Roster>(Roster.Stream, cancel);
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Text(RosterFile.Write(loaded.State, directory.NameOf), $"{RosterFile.MediaType}; charset=utf-8");
        }).For(readers).WithSummary("The roster as CSV, as it can be imported.");
    }

    private static List<SkilledAgentView> Masters(ReadRoster read, string skill, AccessDirectory directory) =>
    [
        .. read.Roster.Profiles.Values.Select(profile => new SkilledAgentView(profile.Agent, directory.NameOf(profile.Agent), profile.LevelOf(skill, read.At)))
            .Where(one => one.Level > 0).OrderByDescending(one => one.Level).ThenBy(one => one.Agent, StringComparer.Ordinal),
    ];

    /// <summary>The roster as a reader asks for it: the newest or an earlier version, looked at now or as of an instant.</summary>
    private static async Task<(ReadRoster? Read, Problem? Problem)> Read(int? version, string? at, Actor actor, Journal journal, IClock clock, CancellationToken cancel)
    {
        if (actor.Organization is not null) return (null, RosterParts.Spans);
        var instant = clock.GetCurrentInstant().ToMicroseconds();
        if (at is not null)
        {
            var parsed = OffsetDateTimePattern.ExtendedIso.Parse(at.Replace(' ', '+')); // a plus sign that was not escaped arrives as a space
            if (!parsed.Success || parsed.Value.Year is <= 1900 or >= 2200) return (null, Problem.Field("at", "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z"));
            instant = parsed.Value.ToInstant();
        }
        var loaded = await journal.Load<Roster>(Roster.Stream, cancel);
        if (version is null || version == loaded.Version) return (new ReadRoster(loaded.State, loaded.Version, loaded.Version, instant), null);
        if (version < 0 || version > loaded.Version) return (null, Problem.NotFound);
        return (new ReadRoster(await OfVersion(journal, version.Value, cancel), version.Value, loaded.Version, instant), null);
    }

    /// <summary>The roster as it was at a version that a decision names.</summary>
    public static async Task<Roster> OfVersion(Journal journal, int version, CancellationToken cancel)
    {
        var events = await journal.ReadStreams([Roster.Stream], cancel);
        return events.Where(one => one.Version <= version).Aggregate(Roster.Initial, (roster, one) => one.Body is { } body ? roster.Evolve(body) : roster);
    }

    private sealed record ReadRoster(Roster Roster, int Version, int Newest, Instant At);
}
