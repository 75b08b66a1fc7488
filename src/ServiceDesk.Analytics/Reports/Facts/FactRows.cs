using System.Data.Common;
using NodaTime;
using NpgsqlTypes;

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

    public static FactTable<TicketFigures> Tickets { get; } = new("ticket_facts", ["ticket"],
    [
        Ticket("ticket", NpgsqlDbType.Uuid, one => one.Ticket),
        Ticket("first", NpgsqlDbType.Bigint, one => one.First),
        Ticket("number", NpgsqlDbType.Text, one => one.Number),
        Ticket("organization", NpgsqlDbType.Text, one => one.Organization),
        Ticket("requester", NpgsqlDbType.Text, one => one.Requester),
        Ticket("kind", NpgsqlDbType.Text, one => one.Kind),
        Ticket("channel", NpgsqlDbType.Text, one => one.Channel),
        Ticket("service", NpgsqlDbType.Text, one => one.Service),
        Ticket("category", NpgsqlDbType.Text, one => one.Category),
        Ticket("priority", NpgsqlDbType.Text, one => one.Priority),
        Ticket("team", NpgsqlDbType.Text, one => one.Team),
        Ticket("agent", NpgsqlDbType.Text, one => one.Agent),
        Ticket("opened_at", NpgsqlDbType.TimestampTz, one => Time(one.OpenedAt)),
        Ticket("owned_at", NpgsqlDbType.TimestampTz, one => Time(one.OwnedAt)),
        Ticket("responded_at", NpgsqlDbType.TimestampTz, one => Time(one.RespondedAt)),
        Ticket("diagnosed_at", NpgsqlDbType.TimestampTz, one => Time(one.DiagnosedAt)),
        Ticket("first_resolved_at", NpgsqlDbType.TimestampTz, one => Time(one.FirstResolvedAt)),
        Ticket("resolved_at", NpgsqlDbType.TimestampTz, one => Time(one.ResolvedAt)),
        Ticket("closed_at", NpgsqlDbType.TimestampTz, one => Time(one.ClosedAt)),
        Ticket("ended", NpgsqlDbType.Text, one => one.Ended),
        Ticket("ended_at", NpgsqlDbType.TimestampTz, one => Time(one.EndedAt)),
        Ticket("reopens", NpgsqlDbType.Integer, one => one.Reopens),
        Ticket("reopened_at", NpgsqlDbType.TimestampTz, one => Time(one.ReopenedAt)),
        Ticket("hops", NpgsqlDbType.Integer, one => one.Hops),
        Ticket("handovers", NpgsqlDbType.Integer, one => one.Handovers),
        Ticket("handed_on", NpgsqlDbType.Integer, one => one.HandedOn),
        Ticket("escalations", NpgsqlDbType.Integer, one => one.Escalations),
        Ticket("score", NpgsqlDbType.Integer, one => one.Score),
        Ticket("scored_at", NpgsqlDbType.TimestampTz, one => Time(one.ScoredAt)),
        Ticket("surveyed", NpgsqlDbType.Boolean, one => one.Surveyed),
        Ticket("article_used", NpgsqlDbType.Boolean, one => one.ArticleUsed),
        Ticket("article_helped", NpgsqlDbType.Boolean, one => one.ArticleHelped),
        Ticket("worked", NpgsqlDbType.Bigint, one => Micros(one.Worked)),
        Ticket("answered", NpgsqlDbType.Bigint, one => Micros(one.Answered)),
        // An array of arrays would come apart.
        Ticket("stages", NpgsqlDbType.Text, one => $"{{{string.Join(',', one.Stages.Select(time => Micros(time)))}}}") with { Select = "stages::bigint[]" },
        Ticket("trace", NpgsqlDbType.Text, one => one.Trace),
        Ticket("last_at", NpgsqlDbType.TimestampTz, one => Time(Last(one))),
    ]);

    public static FactTable<ClockFigures> Clocks { get; } = new("clock_facts", ["ticket", "clock", "round"],
    [
        Clock("ticket", NpgsqlDbType.Uuid, one => one.Ticket),
        Clock("clock", NpgsqlDbType.Text, one => one.Clock),
        Clock("round", NpgsqlDbType.Integer, one => one.Round),
        Clock("organization", NpgsqlDbType.Text, one => one.Organization),
        Clock("policy", NpgsqlDbType.Text, one => one.Policy),
        Clock("priority", NpgsqlDbType.Text, one => one.Priority),
        Clock("team", NpgsqlDbType.Text, one => one.Team),
        Clock("agent", NpgsqlDbType.Text, one => one.Agent),
        Clock("category", NpgsqlDbType.Text, one => one.Category),
        Clock("service", NpgsqlDbType.Text, one => one.Service),
        Clock("channel", NpgsqlDbType.Text, one => one.Channel),
        Clock("kind", NpgsqlDbType.Text, one => one.Kind),
        Clock("started_at", NpgsqlDbType.TimestampTz, one => Time(one.StartedAt)),
        Clock("breached", NpgsqlDbType.Boolean, one => one.Breached),
        Clock("outcome_at", NpgsqlDbType.TimestampTz, one => Time(one.OutcomeAt)),
        Clock("elapsed", NpgsqlDbType.Bigint, one => Micros(one.Elapsed)),
        Clock("void_at", NpgsqlDbType.TimestampTz, one => Time(one.VoidAt)),
        Clock("cause", NpgsqlDbType.Text, one => one.Cause),
    ]);

    public static FactTable<KeyValuePair<SlaMonth, SlaMonthCounts>> Months { get; } = new("sla_months", ["zone", "month", "organization", "clock", "priority", "team"],
    [
        Month("zone", NpgsqlDbType.Text, one => one.Key.Zone),
        Month("month", NpgsqlDbType.Text, one => one.Key.Month),
        Month("organization", NpgsqlDbType.Text, one => one.Key.Organization),
        Month("clock", NpgsqlDbType.Text, one => one.Key.Clock),
        Month("priority", NpgsqlDbType.Text, one => one.Key.Priority),
        Month("team", NpgsqlDbType.Text, one => one.Key.Team),
        Month("started", NpgsqlDbType.Integer, one => one.Value.Started),
        Month("met", NpgsqlDbType.Integer, one => one.Value.Met),
        Month("breached", NpgsqlDbType.Integer, one => one.Value.Breached),
        Month("elapsed", NpgsqlDbType.Bytea, one => one.Value.Elapsed.Write()),
    ]);

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
            Worked = Length(row, 32),
            Answered = Length(row, 33),
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
        Elapsed = Length(row, 15),
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

    private static FactColumn<TicketFigures> Ticket<TValue>(string name, NpgsqlDbType type, Func<TicketFigures, TValue> value) => Column(name, type, value);

    private static FactColumn<ClockFigures> Clock<TValue>(string name, NpgsqlDbType type, Func<ClockFigures, TValue> value) => Column(name, type, value);

    private static FactColumn<KeyValuePair<SlaMonth, SlaMonthCounts>> Month<TValue>(string name, NpgsqlDbType type, Func<KeyValuePair<SlaMonth, SlaMonthCounts>, TValue> value) =>
        Column(name, type, value);

    private static FactColumn<T> Column<T, TValue>(string name, NpgsqlDbType type, Func<T, TValue> value) => new(name, type, rows => rows.Select(value).ToArray());

    private static DateTime? Time(Instant? at) => at?.ToDateTimeUtc();

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Instant? At(DbDataReader row, int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));

    private static long? Micros(Duration? time) => time is { } one ? one.BclCompatibleTicks / 10 : null;

    private static Duration? Length(DbDataReader row, int column) => row.IsDBNull(column) ? null : Duration.FromTicks(row.GetInt64(column) * 10);
}
