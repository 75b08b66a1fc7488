using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>
/// Articles as they are found, a row for what is published and one for what is written; in how many published versions each token stands; and what
/// became of them: use on tickets, solutions without a ticket, and which tickets were closed.
/// </summary>
internal sealed class KnowledgeReadModel : IProjection
{
    /// <summary>Stands before a token of a title.</summary>
    public const char InTitle = '^';

    /// <summary>The row that counts all published versions.</summary>
    public const string Every = "";

    private const int LongestSummary = 200;

    public string Name => "knowledge";
    public int Version => 3;
    public IReadOnlyList<string> Tables => ["articles", "article_tokens", "article_links", "article_uses", "article_solutions", "ticket_closings"];

    public IReadOnlyList<Type>? Handles =>
    [
        typeof(ArticleDrafted), typeof(ArticleRevised), typeof(ArticleSubmitted), typeof(ArticleRefused), typeof(ArticlePublished), typeof(ArticleRetired),
        typeof(ArticleLinked), typeof(ArticleUnlinked), typeof(ArticleUsed), typeof(ArticleSolvedIt), typeof(TicketClosed),
    ];

    // Tokens are never read from their row, so they stand beside it, and many rows fit on a page: a search looks at hundreds of rows.
    // A full pending list would make readers slow: it is kept small. Texts are compared by their bytes, as keys of the index need no language.
    public string Definition => """
        create table articles (
          id uuid,
          face text check (face in ('published', 'working')),
          number text not null,
          state text not null,
          title text not null,
          summary text not null,
          language text not null,
          audience text not null,
          category text,
          organization text,
          version int not null,
          length int not null,
          at timestamptz not null,
          tokens text[] collate "C" not null,
          primary key (id, face)
        ) with (toast_tuple_target = 128);
        alter table articles alter column tokens set storage external;
        create index on articles using gin (tokens) with (gin_pending_list_limit = 256);
        create index on articles (state, at desc, id desc);
        create table article_tokens (
          token text collate "C" primary key,
          documents bigint not null
        );
        create table article_links (
          article uuid,
          ticket uuid,
          primary key (article, ticket)
        );
        create index on article_links (ticket);
        create table article_uses (
          ticket uuid,
          article uuid,
          version int not null,
          helped boolean not null,
          at timestamptz not null,
          primary key (ticket, article)
        );
        create index on article_uses (article);
        create index on article_uses (at);
        create table article_solutions (
          article uuid,
          person text,
          day date,
          organization text,
          at timestamptz not null,
          primary key (article, person, day)
        );
        create index on article_solutions (at);
        create table ticket_closings (
          ticket uuid primary key,
          closed_at timestamptz not null
        );
        create index on ticket_closings (closed_at);
        """;

    public void Apply(IReadOnlyList<RecordedEvent> events, NpgsqlBatch commands)
    {
        var documents = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            if (Guid.TryParse(e.Subject, out var ticket)) ApplyToTicket(ticket, e, commands);
            else if (e.Body is ArticleSolvedIt solved) commands.BatchCommands.Add(Solved(solved));
            else if (e.Stream.StartsWith("article-", StringComparison.Ordinal) && Guid.TryParse(e.Stream.AsSpan("article-".Length), out var article))
                ApplyToArticle(article, e, commands, documents);
        }
        if (documents.Count > 0) commands.BatchCommands.Add(Count(documents));
    }

    private static void ApplyToTicket(Guid ticket, RecordedEvent e, NpgsqlBatch commands)
    {
        if (e.Body is ArticleUsed used)
        {
            commands.BatchCommands.Add(Command("""
                insert into article_uses (ticket, article, version, helped, at) values ($1, $2, $3, $4, $5)
                on conflict (ticket, article) do update set version = excluded.version, helped = excluded.helped, at = excluded.at
                """, ticket, used.Article, used.Version, used.Helped, Utc(used.At)));
        }
        else if (e.Body is TicketClosed closed)
        {
            commands.BatchCommands.Add(Command(
                "insert into ticket_closings (ticket, closed_at) values ($1, $2) on conflict (ticket) do update set closed_at = excluded.closed_at", ticket, Utc(closed.At)));
        }
    }

    private static void ApplyToArticle(Guid id, RecordedEvent e, NpgsqlBatch commands, SortedDictionary<string, long> documents)
    {
        switch (e.Body)
        {
            case ArticleDrafted drafted:
                commands.BatchCommands.Add(Face(id, "working", "draft", drafted.Number, null, drafted.Content, drafted.At, TokensOf(drafted.Number, drafted.Content)));
                break;
            case ArticleRevised revised:
                commands.BatchCommands.Add(Face(id, "working", "draft", revised.Number, null, revised.Content, revised.At, TokensOf(revised.Number, revised.Content)));
                break;
            case ArticleSubmitted submitted:
                commands.BatchCommands.Add(Moved(id, "review", submitted.At));
                break;
            case ArticleRefused refused:
                commands.BatchCommands.Add(Moved(id, "draft", refused.At));
                break;
            case ArticlePublished published:
                var tokens = TokensOf(published.Number, published.Content);
                commands.BatchCommands.Add(Face(id, "published", "published", published.Number, published.Version, published.Content, published.At, tokens));
                commands.BatchCommands.Add(Command("delete from articles where id = $1 and face = 'working'", id));
                foreach (var token in tokens.Append(Every)) documents[token] = documents.GetValueOrDefault(token) + 1;
                break;
            case ArticleRetired retired:
                commands.BatchCommands.Add(Command(
                    "delete from articles a where id = $1 and face = 'working' and exists (select from articles b where b.id = $1 and b.face = 'published')", id));
                commands.BatchCommands.Add(Command("update articles set state = 'retired', at = $2 where id = $1", id, Utc(retired.At)));
                break;
            case ArticleLinked linked:
                commands.BatchCommands.Add(Command("insert into article_links (article, ticket) values ($1, $2)", id, linked.Ticket));
                break;
            case ArticleUnlinked unlinked:
                commands.BatchCommands.Add(Command("delete from article_links where article = $1 and ticket = $2", id, unlinked.Ticket));
                break;
        }
    }

    /// <summary>What an article is found by; the tokens of its title stand there a second time, marked.</summary>
    public static string[] TokensOf(string number, ArticleContent content)
    {
        var (title, sections) = (SearchTokens.Of(content.Title), content.Sections);
        var all = SearchTokens.Of(string.Join('\n', [number, content.Title, sections.Symptom, sections.Steps, sections.Diagnosis, sections.Cause, sections.Precautions]));
        return [.. all.Concat(title.Select(token => InTitle + token)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What is written bears the version that is published, 0 before the first.</summary>
    private static NpgsqlBatchCommand Face(
        Guid id, string face, string state, string number, int? version, ArticleContent content, Instant at, string[] tokens) => Command("""
        insert into articles (id, face, state, number, version, title, summary, language, audience, category, organization, at, length, tokens)
        values ($1, $2, $3, $4, coalesce($5, (select version from articles where id = $1 and face = 'published'), 0), $6, $7, $8, $9, $10, $11, $12, $13, $14)
        on conflict (id, face) do update set state = excluded.state, version = excluded.version, title = excluded.title, summary = excluded.summary,
          language = excluded.language, audience = excluded.audience, category = excluded.category, organization = excluded.organization, at = excluded.at,
          length = excluded.length, tokens = excluded.tokens
        """,
        id, face, state, number, new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Integer, Value = version ?? (object)DBNull.Value }, content.Title, Summary(content), content.Language, Words.Of(content.Audience), Text(content.Category),
        Text(content.Organization), Utc(at), tokens.Length, tokens);

    private static NpgsqlBatchCommand Moved(Guid id, string state, Instant at) =>
        Command("update articles set state = $2, at = $3 where id = $1 and face = 'working'", id, state, Utc(at));

    private static NpgsqlBatchCommand Solved(ArticleSolvedIt solved) => Command(
        "insert into article_solutions (article, person, day, organization, at) values ($1, $2, $3, $4, $5)",
        solved.Article, solved.By, solved.At.InUtc().Date.ToDateOnly(), Text(solved.Organization), Utc(solved.At));

    private static NpgsqlBatchCommand Count(SortedDictionary<string, long> documents) => Command("""
        insert into article_tokens as known (token, documents)
        select * from unnest($1, $2)
        on conflict (token) do update set documents = known.documents + excluded.documents
        """, documents.Keys.ToArray(), documents.Values.ToArray());

    private static string Summary(ArticleContent content)
    {
        var text = content.Sections.Symptom ?? content.Sections.Steps ?? "";
        if (text.Length <= LongestSummary) return text;
        return text[..(char.IsHighSurrogate(text[LongestSummary - 1]) ? LongestSummary - 1 : LongestSummary)] + "…";
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    private static DateTime Utc(Instant at) => at.ToDateTimeUtc();

    private static NpgsqlParameter Text(string? text) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = text ?? (object)DBNull.Value };
}
