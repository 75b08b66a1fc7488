using NodaTime;
using NodaTime.Text;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>The ratings of one group. Scores holds how many answers gave 1, 2, 3, 4 and 5.</summary>
internal sealed record SurveyRow(string Key, long Asked, long Answered, decimal? ResponseRate, decimal? Average, IReadOnlyList<long> Scores);

/// <summary>The survey report.</summary>
internal sealed record SurveyReport(Instant? From, Instant To, string By, string Formula, SurveyRow Total, IReadOnlyList<SurveyRow> Rows);

internal static class GetSurveyReport
{
    private const string Formula =
        "A survey counts in the period [from, to) in which it was asked for, which is when the ticket was closed; one that was asked again after a reopening counts when it was asked last. "
        + "responseRate = answered / asked, average = sum of the scores / answered, both as known now.";

    private static readonly Dictionary<string, string> keys = new()
    {
        ["organization"] = "c.organization",
        ["team"] = "coalesce(c.team, 'unrouted')",
        ["category"] = "coalesce(c.category, 'unrouted')",
        ["month"] = "to_char(date_trunc('month', s.asked_at at time zone 'UTC'), 'YYYY-MM')",
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/surveys",
        async (string? from, string? to, string? by, Actor actor, Journal journal, IClock clock, CancellationToken cancel) =>
        {
            if (!TryRead(from, out var start)) return Problem.Field("from", Shape);
            if (!TryRead(to, out var end)) return Problem.Field("to", Shape);
            if (!keys.TryGetValue(by ?? "organization", out var key)) return Problem.Field("by", $"must be one of {string.Join(", ", keys.Keys)}");
            var until = end ?? clock.GetCurrentInstant().ToMicroseconds();
            if (start >= until) return Problem.Field("from", "must lie before to");
            var rows = await Read(journal.Database, key, start, until, actor.Organization, cancel);
            return (IResult)TypedResults.Ok(new SurveyReport(
                start, until, by ?? "organization", Formula, Row("total", [.. Enumerable.Range(0, 6).Select(i => rows.Sum(row => row.Counts[i]))]),
                [.. rows.Select(row => Row(row.Key, row.Counts))]));
        })
        .For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Produces<SurveyReport>().WithSummary("How many requesters rated the work, and how.");

    /// <summary>Counts holds how many were asked, then how many answered with 1 to 5.</summary>
    private static async Task<List<(string Key, long[] Counts)>> Read(NpgsqlDataSource database, string key, Instant? from, Instant to, string? organization, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select {key}, count(*), {string.Join(", ", Enumerable.Range(1, 5).Select(score => $"count(*) filter (where s.score = {score})"))}
            from surveys s join cases c on c.id = s.ticket
            where ($1::timestamptz is null or s.asked_at >= $1) and s.asked_at < $2 and ($3::text is null or c.organization = $3)
            group by 1
            order by 1
            """);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz, Value = from?.ToDateTimeUtc() ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = to.ToDateTimeUtc() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = organization ?? (object)DBNull.Value });
        var rows = new List<(string, long[])>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) rows.Add((row.GetString(0), [.. Enumerable.Range(1, 6).Select(row.GetInt64)]));
        return rows;
    }

    private static SurveyRow Row(string key, long[] counts)
    {
        var (asked, scores) = (counts[0], counts[1..]);
        var answered = scores.Sum();
        return new SurveyRow(
            key, asked, answered, asked == 0 ? null : Math.Round((decimal)answered / asked, 4),
            answered == 0 ? null : Math.Round((decimal)scores.Select((count, i) => count * (i + 1)).Sum() / answered, 4), scores);
    }

    private const string Shape = "must be an ISO 8601 instant such as 2026-03-01T00:00:00Z";

    private static bool TryRead(string? text, out Instant? at)
    {
        at = null;
        if (text is null) return true;
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text.Replace(' ', '+')); // a plus sign that was not escaped arrives as a space
        if (!parsed.Success || parsed.Value.Year is <= 1900 or >= 9000) return false;
        at = parsed.Value.ToInstant();
        return true;
    }
}
