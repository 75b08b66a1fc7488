using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>A page of articles.</summary>
internal sealed record ArticlePage(IReadOnlyList<ArticleLine> Items, string? Next);

/// <summary>What to list. Without a query the newest come first; with a ticket those that belong to it, in every state.</summary>
internal sealed record ArticleQuery(string? Q, string? Language, string? Audience, string? Category, string? Organization, string? State, Guid? Ticket, int? Limit, string? After);

internal static class ListArticles
{
    public const string Published = "published";

    private const int UsualLimit = 20;
    private const int MostLimit = 100;
    private static readonly string[] states = ["draft", "review", Published, "retired"];
    private static readonly string[] languages = ["zh", "en"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/articles",
        async ([AsParameters] ArticleQuery query, Actor actor, Journal journal, ArticleSearch search, CancellationToken cancel) =>
        {
            if (query.Language is not null && !languages.Contains(query.Language)) return Problem.Field("language", $"must be one of {string.Join(", ", languages)}");
            if (query.Audience is not null && Hosting.Words.Find<Audience>(query.Audience) is null) return Problem.Field("audience", "must be one of agent, requester");
            if (query.State is not null && !states.Contains(query.State)) return Problem.Field("state", $"must be one of {string.Join(", ", states)}");
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!TryReadCursor(query.After, out var after)) return Problem.Field("after", "must be the next of an earlier page");
            // Who is served published articles only finds nothing else, and is not told whether there is more.
            if (!actor.KeepsKnowledge() && (query.State is not (null or Published) || query.Ticket is not null)) return TypedResults.Ok(new ArticlePage([], null));
            if (query.Ticket is { } ticket && !(await journal.Load<Ticket>(Streams.Ticket(ticket), cancel)).State.IsVisibleTo(actor)) return Problem.NotFound;
            var filter = new ArticleFilter(actor, query.State ?? Published, query.Language, query.Audience, query.Category, query.Organization);
            return (IResult)TypedResults.Ok(await Page(query, filter, after, limit, search, cancel));
        })
        .For([.. Roles.All]).Produces<ArticlePage>().WithSummary("Articles: the best answers to a query, or the newest.");

    private static async Task<ArticlePage> Page(ArticleQuery query, ArticleFilter filter, (long Key, Guid Id)? after, int limit, ArticleSearch search, CancellationToken cancel)
    {
        var isSearch = !string.IsNullOrWhiteSpace(query.Q) && query.Ticket is null;
        var lines = isSearch
            ? await search.Find(ArticleSearch.Asked(query.Q!), share: 0, filter, after, limit + 1, cancel)
            : await search.Newest(filter, query.Ticket, after is var (key, id) ? (Time(key), id) : null, limit + 1, cancel);
        if (lines.Count <= limit) return new ArticlePage(lines, null);
        var last = lines[limit - 1];
        return new ArticlePage([.. lines.Take(limit)], Cursor(isSearch ? last.Score!.Value : Key(last.At.ToDateTimeUtc()), last.Id));
    }

    private static long Key(DateTime at) => at.Ticks;

    private static DateTime Time(long key) => new(Math.Clamp(key, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    private static string Cursor(long key, Guid id) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key} {id}")));

    private static bool TryReadCursor(string? text, out (long Key, Guid Id)? cursor)
    {
        cursor = null;
        if (text is null) return true;
        try
        {
            if (Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(' ') is not [{ } key, { } id]) return false;
            if (!long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !Guid.TryParse(id, out var guid)) return false;
            cursor = (number, guid);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
