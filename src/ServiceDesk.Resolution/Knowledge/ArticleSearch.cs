using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>Which articles are looked at. Organization: only those for all and for this one.</summary>
internal sealed record ArticleFilter(Actor Reader, string State, string? Language, string? Audience, string? Category, string? Organization);

/// <summary>An article among others. Score: how well it answers the query; null when nothing was asked for.</summary>
internal sealed record ArticleLine(
    Guid Id, string Number, string Title, string Summary, string Language, string Audience, string? Category, string? Organization, string State, int Version,
    NodaTime.Instant At, long? Score);

/// <summary>A token that is looked for, and how much it tells.</summary>
internal readonly record struct Sought(string Token, double Weight);

/// <summary>
/// Finds articles by tokens, the best first: a token tells more the fewer articles have it, and more in a title; long articles count a little less.
/// Only a bounded number of articles is looked at: those with the rarest tokens.
/// </summary>
internal sealed class ArticleSearch(NpgsqlDataSource database)
{
    /// <summary>How much more a token tells in a title.</summary>
    private const double Title = 1.5;

    /// <summary>A word of the field may be said otherwise in the article.</summary>
    private const double Term = 0.5;

    private const int LongestQuery = 1000;

    private const string Command = """
        with sought as (
          select string_to_array(tokens, E'\n') as tokens, weight from unnest($1::text[], $2::float8[]) as s (tokens, weight)
        ),
        hits as (
          select found.id, found.face, sum(sought.weight) as weight, min(found.length) as length
          from sought cross join lateral (
            select a.id, a.face, a.length
            from articles a
            where a.tokens @> sought.tokens and a.state = $3 and ($4::text is null or a.language = $4) and ($5::text is null or a.audience = $5)
              and ($6::text is null or a.category = $6) and ($7::text is null or a.organization is null or a.organization = $7)
              and ($8 or a.organization is null)
            limit $9
          ) found
          group by found.id, found.face
        ),
        best as (
          select id, face, round(1000 * weight / ln(2.7 + length / 500.0))::bigint as score from hits where weight >= $10
        ),
        page as (
          select * from best where $11::bigint is null or (score, id) < ($11, $12) order by score desc, id desc limit $13
        )
        select a.id, a.number, a.title, a.summary, a.language, a.audience, a.category, a.organization, a.state, a.version, a.at, page.score
        from page join articles a on a.id = page.id and a.face = page.face
        order by page.score desc, page.id desc
        """;

    /// <summary>What a query asks for.</summary>
    public static IReadOnlyList<Sought> Asked(string query) =>
        [.. SearchTokens.Asked(query, LongestQuery).Take(SearchPlan.MostTokens).Select(token => new Sought(token, SearchTokens.IsTerm(token) ? Term : 1))];

    /// <summary>What a text is about, for who only tells of a trouble.</summary>
    public static IReadOnlyList<Sought> Told(string text) =>
        [.. SearchTokens.Telling(text).Take(SearchPlan.MostTokens).Select(one => new Sought(one.Token, one.Weight))];

    /// <summary>The best articles after a place in the order.</summary>
    /// <param name="sought">What is looked for.</param>
    /// <param name="share">At least this part of what is looked for must be found; 0 = any.</param>
    /// <param name="filter">Where.</param>
    /// <param name="after">Score and id of the last one already seen.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlyList<ArticleLine>> Find(
        IReadOnlyList<Sought> sought, double share, ArticleFilter filter, (long Score, Guid Id)? after, int limit, CancellationToken cancel)
    {
        if (sought.Count == 0) return [];
        var (documents, every) = await Documents(sought, cancel);
        var plan = SearchPlan.Of(sought, documents, every, Title, counted: filter.State == ListArticles.Published);
        if (plan.Entries.Count == 0) return [];
        await using var command = database.CreateCommand(Command);
        Add(command, plan.Entries.Select(entry => string.Join('\n', entry.Tokens)).ToArray());
        Add(command, plan.Entries.Select(entry => entry.Weight).ToArray());
        AddFilter(command, filter);
        Add(command, SearchPlan.MostHits);
        Add(command, share * plan.Most);
        Add(command, NpgsqlDbType.Bigint, after?.Score);
        Add(command, NpgsqlDbType.Uuid, after?.Id);
        Add(command, limit);
        return await Read(command, cancel);
    }

    /// <summary>All articles, the newest first, after a place in the order.</summary>
    public async Task<IReadOnlyList<ArticleLine>> Newest(ArticleFilter filter, Guid? ticket, (DateTime At, Guid Id)? after, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select id, number, title, summary, language, audience, category, organization, state, version, at, null::bigint
            from articles
            where (state = $3 or $1::uuid is not null) and ($4::text is null or language = $4) and ($5::text is null or audience = $5)
              and ($6::text is null or category = $6) and ($7::text is null or organization is null or organization = $7) and ($8 or organization is null)
              and ($1::uuid is null or id in (select article from article_links where ticket = $1))
              and ($2::timestamptz is null or (at, id) < ($2, $9))
            order by at desc, id desc
            limit $10
            """);
        Add(command, NpgsqlDbType.Uuid, ticket);
        Add(command, NpgsqlDbType.TimestampTz, after?.At);
        AddFilter(command, filter);
        Add(command, NpgsqlDbType.Uuid, after?.Id);
        Add(command, limit);
        return await Read(command, cancel);
    }

    /// <summary>In how many articles each token stands, also in the title, and how many there are.</summary>
    private async Task<(IReadOnlyDictionary<string, long> Documents, long Every)> Documents(IReadOnlyList<Sought> sought, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select token, documents from article_tokens where token = any ($1)");
        Add(command, sought.SelectMany(one => (string[])[one.Token, KnowledgeReadModel.InTitle + one.Token]).Append(KnowledgeReadModel.Every).ToArray());
        var documents = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) documents[row.GetString(0)] = row.GetInt64(1);
        return (documents, documents.GetValueOrDefault(KnowledgeReadModel.Every));
    }

    /// <summary>Parameters of the filter: state, language, audience, category, organisation, and whether any organisation's own articles are looked at.</summary>
    private static void AddFilter(NpgsqlCommand command, ArticleFilter filter)
    {
        var inside = filter.Reader.KeepsKnowledge();
        Add(command, filter.State);
        Add(command, NpgsqlDbType.Text, filter.Language);
        Add(command, NpgsqlDbType.Text, inside ? filter.Audience : Words.Of(Audience.Requester));
        Add(command, NpgsqlDbType.Text, filter.Category);
        Add(command, NpgsqlDbType.Text, filter.Reader.Organization ?? filter.Organization);
        Add(command, inside || filter.Reader.Organization is not null);
    }

    private static async Task<IReadOnlyList<ArticleLine>> Read(NpgsqlCommand command, CancellationToken cancel)
    {
        var lines = new List<ArticleLine>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            lines.Add(new ArticleLine(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Text(6), Text(7), row.GetString(8), row.GetInt32(9),
                NodaTime.Instant.FromDateTimeUtc(row.GetDateTime(10)), row.IsDBNull(11) ? null : row.GetInt64(11)));
        }
        return lines;

        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    private static void Add(NpgsqlCommand command, object value) => command.Parameters.Add(new() { Value = value });

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) => command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
