using System.Globalization;
using NodaTime;
using NpgsqlTypes;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics;

/// <summary>A round of a clock behind a number of the report.</summary>
internal sealed record SlaTicket(Guid Ticket, string Clock, int Round, string Outcome, Instant? OutcomeAt, Duration? Elapsed, string Policy, string Priority, string? Team, string Organization);

/// <summary>A page of them.</summary>
internal sealed record SlaTickets(IReadOnlyList<SlaTicket> Items, string? Next);

/// <summary>What to list, in the words of the report; outcome = met, breached or open.</summary>
internal sealed record SlaTicketsQuery(
    string? From, string? To, string? By, string? Zone, string? Key, string? Clock, string? Outcome, int? Limit, string? After);

/// <summary>The tickets behind each number of the SLA report.</summary>
internal static class GetSlaTickets
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;
    private static readonly string[] outcomes = ["met", "breached", "open"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/sla/tickets",
        async ([AsParameters] SlaTicketsQuery query, Actor actor, Journal journal, IClock clock, CancellationToken cancel) =>
        {
            if (!Moment.TryRead(query.From, out var from)) return Problem.Field("from", Moment.Shape);
            if (!Moment.TryRead(query.To, out var to)) return Problem.Field("to", Moment.Shape);
            if (!GetSlaReport.Keys.TryGetValue(query.By ?? "priority", out var key)) return Problem.Field("by", $"must be one of {string.Join(", ", GetSlaReport.Keys.Keys)}");
            if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(query.Zone ?? "UTC") is null) return Problem.Field("zone", "must be a zone of the IANA database, such as Asia/Shanghai");
            if (query.Outcome is { } asked && !outcomes.Contains(asked)) return Problem.Field("outcome", $"must be one of {string.Join(", ", outcomes)}");
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!TryReadCursor(query.After, out var after)) return Problem.Field("after", "must be the next of an earlier page");
            var now = clock.GetCurrentInstant().ToMicroseconds();
            await using var command = journal.Database.CreateCommand($"""
                with {GetSlaReport.Counted(key)}
                select ticket, clock, round, case when outcome is null then 'open' when breached then 'breached' else 'met' end, outcome, elapsed, policy, priority, team, organization
                from counted
                where ($5::text is null or key = $5) and ($6::text is null or clock = $6)
                  and ($7::text is null or case when outcome is null then 'open' when breached then 'breached' else 'met' end = $7)
                  and ($8::uuid is null or (ticket, clock, round) > ($8, $9, $10))
                order by ticket, clock, round
                limit $11
                """);
            Add(NpgsqlDbType.TimestampTz, from?.ToDateTimeUtc());
            Add(NpgsqlDbType.TimestampTz, Instant.Min(to ?? now, now).ToDateTimeUtc());
            Add(NpgsqlDbType.Text, actor.Organization);
            Add(NpgsqlDbType.Text, query.Zone ?? "UTC");
            Add(NpgsqlDbType.Text, query.Key);
            Add(NpgsqlDbType.Text, query.Clock);
            Add(NpgsqlDbType.Text, query.Outcome);
            Add(NpgsqlDbType.Uuid, after?.Ticket);
            Add(NpgsqlDbType.Text, after?.Clock);
            Add(NpgsqlDbType.Integer, after?.Round);
            Add(NpgsqlDbType.Integer, limit + 1);
            var items = new List<SlaTicket>();
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel))
            {
                items.Add(new SlaTicket(
                    row.GetGuid(0), row.GetString(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : Instant.FromDateTimeUtc(row.GetDateTime(4)),
                    row.IsDBNull(5) ? null : Duration.FromTimeSpan(row.GetTimeSpan(5)), row.GetString(6), row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetString(9)));
            }
            var page = items.Count > limit ? items[..limit] : items;
            return (IResult)TypedResults.Ok(new SlaTickets(page, items.Count > limit ? Cursor(page[^1]) : null));

            void Add(NpgsqlDbType type, object? value) => command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
        })
        .For(Contracts.Roles.Analyst, Contracts.Roles.Lead, Contracts.Roles.Auditor, Contracts.Roles.Admin).Produces<SlaTickets>().WithSummary("The tickets behind each number of the SLA report.");

    private static string Cursor(SlaTicket last) => string.Create(CultureInfo.InvariantCulture, $"{last.Ticket}_{last.Clock}_{last.Round}");

    private static bool TryReadCursor(string? text, out (Guid Ticket, string Clock, int Round)? after)
    {
        after = null;
        if (text is null) return true;
        if (text.Split('_') is not [var id, var clock, var number] || !Guid.TryParse(id, out var ticket) || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var round)) return false;
        after = (ticket, clock, round);
        return true;
    }
}
