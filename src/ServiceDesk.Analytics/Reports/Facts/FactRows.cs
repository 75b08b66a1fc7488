using System.Data.Common;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>Figures as rows of the read model, and back.</summary>
internal static class FactRows
{
    public const string TicketColumns = """
        ticket, first, number, organization, requester, kind, channel, service, category, priority, team, agent, opened_at, owned_at, responded_at, diagnosed_at, first_resolved_at,
        resolved_at, closed_at, ended, ended_at, reopens, reopened_at, hops, handovers, handed_on, escalations, score, scored_at, surveyed, article_used, article_helped, worked, answered,
        stages, trace
        """;

    public const string ClockColumns =
        "ticket, clock, round, organization, policy, priority, team, agent, category, service, channel, kind, started_at, breached, outcome_at, elapsed, void_at, cause";

    private static readonly InstantPattern instants = InstantPattern.ExtendedIso;

    public static Dictionary<string, object?> Of(TicketFigures one) => new()
    {
        ["ticket"] = one.Ticket,
        ["first"] = one.First,
        ["number"] = one.Number,
        ["organization"] = one.Organization,
        ["requester"] = one.Requester,
        ["kind"] = one.Kind,
        ["channel"] = one.Channel,
        ["service"] = one.Service,
        ["category"] = one.Category,
        ["priority"] = one.Priority,
        ["team"] = one.Team,
        ["agent"] = one.Agent,
        ["opened_at"] = Text(one.OpenedAt),
        ["owned_at"] = Text(one.OwnedAt),
        ["responded_at"] = Text(one.RespondedAt),
        ["diagnosed_at"] = Text(one.DiagnosedAt),
        ["first_resolved_at"] = Text(one.FirstResolvedAt),
        ["resolved_at"] = Text(one.ResolvedAt),
        ["closed_at"] = Text(one.ClosedAt),
        ["ended"] = one.Ended,
        ["ended_at"] = Text(one.EndedAt),
        ["reopens"] = one.Reopens,
        ["reopened_at"] = Text(one.ReopenedAt),
        ["hops"] = one.Hops,
        ["handovers"] = one.Handovers,
        ["handed_on"] = one.HandedOn,
        ["escalations"] = one.Escalations,
        ["score"] = one.Score,
        ["scored_at"] = Text(one.ScoredAt),
        ["surveyed"] = one.Surveyed,
        ["article_used"] = one.ArticleUsed,
        ["article_helped"] = one.ArticleHelped,
        ["worked"] = Micros(one.Worked),
        ["answered"] = Micros(one.Answered),
        ["stages"] = one.Stages.Select(time => Micros(time)).ToArray(),
        ["trace"] = one.Trace,
        ["last_at"] = Text(Last(one)),
    };

    public static Dictionary<string, object?> Of(ClockFigures one) => new()
    {
        ["ticket"] = one.Ticket,
        ["clock"] = one.Clock,
        ["round"] = one.Round,
        ["organization"] = one.Organization,
        ["policy"] = one.Policy,
        ["priority"] = one.Priority,
        ["team"] = one.Team,
        ["agent"] = one.Agent,
        ["category"] = one.Category,
        ["service"] = one.Service,
        ["channel"] = one.Channel,
        ["kind"] = one.Kind,
        ["started_at"] = Text(one.StartedAt),
        ["breached"] = one.Breached,
        ["outcome_at"] = Text(one.OutcomeAt),
        ["elapsed"] = Micros(one.Elapsed),
        ["void_at"] = Text(one.VoidAt),
        ["cause"] = one.Cause,
    };

    public static Dictionary<string, object?> Of(SlaMonth key, SlaMonthCounts counts) => new()
    {
        ["zone"] = key.Zone,
        ["month"] = key.Month,
        ["organization"] = key.Organization,
        ["clock"] = key.Clock,
        ["priority"] = key.Priority,
        ["team"] = key.Team,
        ["started"] = counts.Started,
        ["met"] = counts.Met,
        ["breached"] = counts.Breached,
        ["elapsed"] = "\\x" + Convert.ToHexStringLower(counts.Elapsed.Write()),
    };

    public static TicketFigures ReadTicket(DbDataReader row) =>
        new(row.GetGuid(0), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6), Text(row, 7), At(row, 12)!.Value)
        {
            First = row.GetInt64(1),
            Category = Text(row, 8),
            Priority = Text(row, 9),
            Team = Text(row, 10),
            Agent = Text(row, 11),
            OwnedAt = At(row, 13),
            RespondedAt = At(row, 14),
            DiagnosedAt = At(row, 15),
            FirstResolvedAt = At(row, 16),
            ResolvedAt = At(row, 17),
            ClosedAt = At(row, 18),
            Ended = Text(row, 19),
            EndedAt = At(row, 20),
            Reopens = row.GetInt32(21),
            ReopenedAt = At(row, 22),
            Hops = row.GetInt32(23),
            Handovers = row.GetInt32(24),
            HandedOn = row.GetInt32(25),
            Escalations = row.GetInt32(26),
            Score = row.IsDBNull(27) ? null : row.GetInt32(27),
            ScoredAt = At(row, 28),
            Surveyed = row.GetBoolean(29),
            ArticleUsed = row.GetBoolean(30),
            ArticleHelped = row.GetBoolean(31),
            Worked = Time(row, 32),
            Answered = Time(row, 33),
            Stages = [.. row.GetFieldValue<long[]>(34).Select(one => Duration.FromTicks(one * 10))],
            Trace = row.GetString(35),
        };

    public static ClockFigures ReadClock(DbDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.GetString(4), row.GetString(5), Text(row, 6), Text(row, 7), At(row, 12)!.Value)
    {
        Category = Text(row, 8),
        Service = Text(row, 9),
        Channel = Text(row, 10),
        Kind = Text(row, 11),
        Breached = row.IsDBNull(13) ? null : row.GetBoolean(13),
        OutcomeAt = At(row, 14),
        Elapsed = Time(row, 15),
        VoidAt = At(row, 16),
        Cause = Text(row, 17),
    };

    /// <summary>The last instant at which anything of a ticket counts.</summary>
    public static Instant Last(TicketFigures one)
    {
        var last = one.OpenedAt;
        foreach (var at in (Instant?[])[one.RespondedAt, one.FirstResolvedAt, one.ResolvedAt, one.ClosedAt, one.EndedAt, one.ReopenedAt, one.ScoredAt])
        {
            if (at > last) last = at.Value;
        }
        return last;
    }

    private static string? Text(Instant? at) => at is { } one ? instants.Format(one) : null;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Instant? At(DbDataReader row, int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));

    private static long? Micros(Duration? time) => time is { } one ? one.BclCompatibleTicks / 10 : null;

    private static Duration? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : Duration.FromTicks(row.GetInt64(column) * 10);
}
