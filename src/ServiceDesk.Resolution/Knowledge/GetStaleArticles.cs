using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>A published article that should be looked at. Reasons: unused, does-not-help.</summary>
internal sealed record StaleArticle(
    Guid Id, string Number, string Title, string Language, string? Organization, int Version, Instant PublishedAt, Instant? LastUsedAt, long Helped, long NotHelped,
    IReadOnlyList<string> Reasons);

internal static class GetStaleArticles
{
    private const int UsualDays = 180;
    private const int MostDays = 3650;
    private const int Most = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/articles/stale",
        async (int? days, Actor actor, Journal journal, IClock clock, CancellationToken cancel) =>
        {
            var over = days ?? UsualDays;
            if (over is < 1 or > MostDays) return Problem.Field("days", $"must be 1 to {MostDays}");
            var before = clock.GetCurrentInstant().Minus(Duration.FromDays(over));
            return (IResult)TypedResults.Ok(new { days = over, items = await Find(before, actor, journal, cancel) });
        })
        .For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin)
        .WithSummary("Published articles that were neither used nor published anew for so many days, or whose present version mostly does not help.");

    /// <summary>Three or more uses of the present version say something; fewer may be chance. Who acts for one organisation is told of its own uses only.</summary>
    private static async Task<IReadOnlyList<StaleArticle>> Find(Instant before, Actor actor, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select id, number, title, language, organization, version, at, last_used, helped, not_helped, greatest(at, last_used) < $1, not_helped > helped and helped + not_helped >= 3
            from articles a,
            lateral (
              select count(*) filter (where helped and u.version = a.version) as helped, count(*) filter (where not helped and u.version = a.version) as not_helped, max(u.at) as last_followed
              from article_uses u
              where u.article = a.id and ($2::text is null or exists (select from cases where cases.id = u.ticket and cases.organization = $2))
            ) as present,
            lateral (
              select greatest(last_followed, (select max(s.at) from article_solutions s where s.article = a.id and ($2::text is null or s.organization = $2))) as last_used
            ) as use
            where state = 'published' and ($2::text is null or organization is null or organization = $2)
              and (greatest(at, last_used) < $1 or (not_helped > helped and helped + not_helped >= 3))
            order by greatest(at, last_used), id
            limit $3
            """);
        command.Parameters.Add(new() { Value = before.ToDateTimeUtc() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = actor.Organization ?? (object)DBNull.Value });
        command.Parameters.Add(new() { Value = Most });
        var found = new List<StaleArticle>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var reasons = new List<string>();
            if (row.GetBoolean(10)) reasons.Add("unused");
            if (row.GetBoolean(11)) reasons.Add("does-not-help");
            found.Add(new StaleArticle(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), row.GetInt32(5),
                Instant.FromDateTimeUtc(row.GetDateTime(6)), row.IsDBNull(7) ? null : Instant.FromDateTimeUtc(row.GetDateTime(7)), row.GetInt64(8), row.GetInt64(9), reasons));
        }
        return found;
    }
}
