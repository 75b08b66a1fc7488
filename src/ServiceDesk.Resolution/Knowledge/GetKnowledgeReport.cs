using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>What an article was good for in a period. Views are null for who acts for one organisation: whose looks they were is not known.</summary>
internal sealed record ArticleFigures(Guid Id, string Number, string Title, long Used, long Helped, long Deflections, long? Views);

/// <summary>How knowledge was used in a period. ReuseRate = closed tickets on which an article was followed ÷ closed tickets; null without closed tickets.</summary>
internal sealed record KnowledgeReport(
    Instant? From, Instant To, string Formula, long Closed, long ClosedWithArticle, long ClosedWithHelp, decimal? ReuseRate, long Deflections, IReadOnlyList<ArticleFigures> Articles);

internal static class GetKnowledgeReport
{
    private const int Most = 200;

    private const string Formula =
        "closed: tickets closed in [from, to) by their last closure, and not open again, imported ones with them. reuseRate = closedWithArticle / closed, "
        + "where on a ticket closed with article at least one article was followed, and on one closed with help at least one helped. "
        + "deflections: a requester told that an article solved it; once per person, article and day (UTC). "
        + "By article: used and helped count tickets on which it was followed in the period; views are requesters' looks on the days (UTC) that the period touches, of all organisations together, and left out for who acts for one of them.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/reports/knowledge",
        async (string? from, string? to, Actor actor, Journal journal, IClock clock, CancellationToken cancel) =>
        {
            if (!Moment.TryRead(from, out var start)) return Problem.Field("from", Moment.Shape);
            if (!Moment.TryRead(to, out var until)) return Problem.Field("to", Moment.Shape);
            var end = until ?? clock.GetCurrentInstant().ToMicroseconds();
            if (start >= end) return Problem.Field("from", "must lie before to");
            await using var connection = await journal.Database.OpenConnectionAsync(cancel);
            await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            var period = new Period(start, end, actor.Organization);
            var (closed, with, helped, deflections) = await Totals(snapshot, period, cancel);
            return (IResult)TypedResults.Ok(new KnowledgeReport(
                start, end, Formula, closed, with, helped, closed == 0 ? null : Math.Round((decimal)with / closed, 4), deflections, await ByArticle(snapshot, period, cancel)));
        })
        .For(Roles.Analyst, Roles.Lead, Roles.Auditor, Roles.Admin).Produces<KnowledgeReport>().WithSummary("How knowledge was used: reuse rate, deflections, and each article.");

    private sealed record Period(Instant? From, Instant To, string? Organization);

    private static async Task<(long Closed, long With, long Helped, long Deflections)> Totals(NpgsqlTransaction snapshot, Period period, CancellationToken cancel)
    {
        await using var command = Command(snapshot, period, """
            select count(*), count(*) filter (where used), count(*) filter (where helped),
              (select count(*) from article_solutions where ($1::timestamptz is null or at >= $1) and at < $2 and ($3::text is null or organization = $3))
            from ticket_closings closing
            join cases on cases.id = closing.ticket and cases.status = 'closed'
            cross join lateral (select count(*) > 0 as used, coalesce(bool_or(u.helped), false) as helped from article_uses u where u.ticket = closing.ticket) as article
            where ($1::timestamptz is null or closing.closed_at >= $1) and closing.closed_at < $2 and ($3::text is null or cases.organization = $3)
            """);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }

    private static async Task<IReadOnlyList<ArticleFigures>> ByArticle(NpgsqlTransaction snapshot, Period period, CancellationToken cancel)
    {
        await using var command = Command(snapshot, period, $"""
            with used as (
              select article, count(*) as used, count(*) filter (where helped) as helped
              from article_uses join cases on cases.id = ticket
              where ($1::timestamptz is null or article_uses.at >= $1) and article_uses.at < $2 and ($3::text is null or organization = $3)
              group by article
            ),
            solved as (
              select article, count(*) as deflections from article_solutions
              where ($1::timestamptz is null or at >= $1) and at < $2 and ($3::text is null or organization = $3)
              group by article
            ),
            seen as (
              select article, sum(views)::bigint as views from looks.article_views
              where $3::text is null and ($1::timestamptz is null or day >= ($1 at time zone 'UTC')::date) and day <= ($2 at time zone 'UTC')::date
              group by article
            )
            select a.id, a.number, a.title, coalesce(used, 0), coalesce(helped, 0), coalesce(deflections, 0), case when $3::text is null then coalesce(views, 0) end
            from articles a
            left join used on used.article = a.id
            left join solved on solved.article = a.id
            left join seen on seen.article = a.id
            where a.face = 'published' and coalesce(used, deflections, views) is not null and ($3::text is null or a.organization is null or a.organization = $3)
            order by coalesce(used, 0) + coalesce(deflections, 0) desc, coalesce(views, 0) desc, a.number
            limit {Most}
            """);
        var articles = new List<ArticleFigures>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            articles.Add(new ArticleFigures(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.IsDBNull(6) ? null : row.GetInt64(6)));
        return articles;
    }

    private static NpgsqlCommand Command(NpgsqlTransaction snapshot, Period period, string sql)
    {
        var command = new NpgsqlCommand(sql, snapshot.Connection, snapshot);
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = period.From?.ToDateTimeUtc() ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = period.To.ToDateTimeUtc() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Text, Value = period.Organization ?? (object)DBNull.Value });
        return command;
    }
}
