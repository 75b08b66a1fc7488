using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics;

/// <summary>The figures of one group and clock.</summary>
internal sealed record SlaRow(string Key, string Clock, long Count, long Met, long Breached, long Open, decimal? Attainment, Duration? Median, Duration? P95);

/// <summary>The tickets of one group whose work ended without a solution; their clocks stand in no row.</summary>
internal sealed record EndedRow(string Key, long Withdrawn, long Invalid, long Merged);

/// <summary>The SLA report.</summary>
internal sealed record SlaReport(
    Instant? From, Instant To, string Zone, string By, string Formula, Instant At, IReadOnlyList<SlaRow> Rows, IReadOnlyList<EndedRow> Ended);

internal static class GetSlaReport
{
    internal const string Formula =
        "The last judgement of a clock that Resolution recorded counts; until there is one, a clock of the first policies (24×7) is read from what happened to the ticket, and any other is open. "
        + "A clock that begins anew, such as that of updates after each word, counts once for each of its rounds; a round after the first stands in no row before it is judged for the first time. "
        + "A judged clock counts under the policy, priority and team under which it came to its outcome, whatever the ticket's became later; any other under those of now. "
        + "A clock counts in the period [from, to) of its outcome: met at the instant it stopped, if that is at or before its due time; otherwise breached at its due time. "
        + "Open: started before to, without an outcome before to; by month under the key 'open'. count = met + breached + open. attainment = met / (met + breached). "
        + "A paused clock is neither met nor breached by the pause: it is open until it goes on. "
        + "median and p95: nearest rank over the elapsed times (stop minus start minus pauses) of the clocks with an outcome in the period that have stopped. "
        + "Elapsed time is working time by the calendar of the clock's policy, whose version every certificate names. "
        + "The clocks of a ticket that was withdrawn, found invalid or merged before to are void and count nowhere above; ended counts these tickets in the period [from, to) of their end.";

    internal static readonly Dictionary<string, string> Keys = new()
    {
        ["priority"] = "priority",
        ["team"] = "coalesce(team, 'unrouted')",
        ["organization"] = "organization",
        ["policy"] = "policy",
        ["week"] = "coalesce(to_char(date_trunc('week', outcome at time zone $4), 'IYYY-\"W\"IW'), 'open')",
        ["month"] = "coalesce(to_char(date_trunc('month', outcome at time zone $4), 'YYYY-MM'), 'open')",
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/sla",
        async (string? from, string? to, string? by, string? zone, Actor actor, Journal journal, IClock clock, CancellationToken cancel) =>
        {
            if (!Moment.TryRead(from, out var start)) return Problem.Field("from", Moment.Shape);
            if (!Moment.TryRead(to, out var end)) return Problem.Field("to", Moment.Shape);
            if (!Keys.TryGetValue(by ?? "priority", out var key)) return Problem.Field("by", $"must be one of {string.Join(", ", Keys.Keys)}");
            if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "UTC") is null) return Problem.Field("zone", "must be a zone of the IANA database, such as Asia/Shanghai");
            var now = clock.GetCurrentInstant().ToMicroseconds();
            if (start >= (end ?? now)) return Problem.Field("from", "must lie before to");

            var rows = new List<SlaRow>();
            var ended = new List<EndedRow>();
            await using var counting = await journal.Database.OpenConnectionAsync(cancel);
            await using var snapshot = await counting.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            var period = new Period(start, Instant.Min(end ?? now, now), zone ?? "UTC", actor.Organization);
            await using (var command = Command(snapshot, Clocks(key), period))
            await using (var row = await command.ExecuteReaderAsync(cancel))
            {
                while (await row.ReadAsync(cancel)) rows.Add(Read(row));
            }
            await using (var command = Command(snapshot, Ended(key), period))
            await using (var row = await command.ExecuteReaderAsync(cancel))
            {
                while (await row.ReadAsync(cancel)) ended.Add(new EndedRow(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
            }
            return (IResult)TypedResults.Ok(new SlaReport(start, end ?? now, zone ?? "UTC", by ?? "priority", Formula, await Known(snapshot, cancel), rows, ended));
        })
        .For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Produces<SlaReport>().WithSummary("How the promises were kept.");

    /// <summary>When the newest event that the rows of the snapshot show was recorded.</summary>
    internal static async Task<Instant> Known(NpgsqlTransaction snapshot, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select at
            from feed
            where position <= (select position from checkpoints join read_models on live = checkpoints.name where read_models.name = 'clocks')
            order by position desc
            limit 1
            """, snapshot.Connection, snapshot);
        return await command.ExecuteScalarAsync(cancel) is DateTime at ? Instant.FromDateTimeUtc(at) : Instant.MinValue;
    }

    private sealed record Period(Instant? From, Instant To, string Zone, string? Organization);

    /// <summary>Every clock that counts in the period: its key, its outcome if it has one, and its elapsed time if it has stopped.</summary>
    internal static string Counted(string key) => $"""
            judged as (
              select *,
                case when verdict is not null then verdict_at
                  when due_at is not null
                  then least(breached_at, case when stopped_at is null and paused_at is null and due_at < $2 then due_at end, case when breached_at is null then stopped_at end) end as outcome
              from clocks
              where started_at < $2 and (ended_at is null or ended_at >= $2) and ($3::text is null or organization = $3)
            ),
            counted as (
              select ticket, round, policy, organization, priority, team, clock, {key} as key, outcome,
                outcome is not null and case when verdict is not null then verdict = 'breached' else breached_at is not null or stopped_at is null end as breached,
                case when verdict is not null then case when verdict_stopped_at < $2 then verdict_elapsed end
                  when stopped_at < $2 then stopped_at - started_at - paused end as elapsed
              from (
                select ticket, clock, round, organization, started_at, due_at, paused, breached_at, stopped_at, verdict, verdict_stopped_at, verdict_elapsed,
                  case when verdict is null then policy else verdict_policy end as policy, case when verdict is null then priority else verdict_priority end as priority,
                  case when verdict is null then team else verdict_team end as team,
                  case when outcome < $2 then outcome end as outcome
                from judged
              ) as known
              where (outcome is null or $1::timestamptz is null or outcome >= $1) and ($4::text is not null)
            )
            """;

    /// <summary>percentile_disc is the nearest-rank method: the first value whose share of all values at or below it reaches the fraction.</summary>
    private static string Clocks(string key) => $"""
            with {Counted(key)}
            select key, clock, count(*), count(*) filter (where outcome is not null and not breached), count(*) filter (where breached), count(*) filter (where outcome is null),
              percentile_disc(0.5) within group (order by elapsed) filter (where outcome is not null and elapsed is not null),
              percentile_disc(0.95) within group (order by elapsed) filter (where outcome is not null and elapsed is not null)
            from counted
            group by key, clock
            order by key, clock
            """;

    private static string Ended(string key) => $"""
            select {key} as key, count(*) filter (where ended = 'withdrawn'), count(*) filter (where ended = 'invalid'), count(*) filter (where ended = 'merged')
            from (select organization, priority, team, policy, ended, ended_at as outcome from clocks where clock = 'response' and round = 1 and ended_at < $2) as over
            where ($1::timestamptz is null or outcome >= $1) and ($3::text is null or organization = $3) and ($4::text is not null)
            group by 1
            order by 1
            """;

    private static NpgsqlCommand Command(NpgsqlTransaction snapshot, string sql, Period period)
    {
        var command = new NpgsqlCommand(sql, snapshot.Connection, snapshot);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = period.From?.ToDateTimeUtc() ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = period.To.ToDateTimeUtc() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = period.Organization ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = period.Zone });
        return command;
    }

    private static SlaRow Read(NpgsqlDataReader row)
    {
        var (met, breached) = (row.GetInt64(3), row.GetInt64(4));
        return new SlaRow(
            row.GetString(0), row.GetString(1), row.GetInt64(2), met, breached, row.GetInt64(5),
            met + breached == 0 ? null : Math.Round((decimal)met / (met + breached), 4), Elapsed(6), Elapsed(7));

        Duration? Elapsed(int column) => row.IsDBNull(column) ? null : Duration.FromTimeSpan(row.GetTimeSpan(column));
    }
}
