using System.Buffers.Text;
using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using NpgsqlTypes;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>A ticket of a cluster.</summary>
internal sealed record MemberView(Guid Ticket, string Number, string Subject, string Requester, Instant SubmittedAt, string? End);

/// <summary>Tickets that seem to report one fault.</summary>
/// <param name="Organization">Of all of them.</param>
/// <param name="Size">How many there are.</param>
/// <param name="Members">The first of them.</param>
/// <param name="BestScore">Of the likeliest pair.</param>
/// <param name="Reasons">Of the likeliest pair.</param>
internal sealed record ClusterView(string Organization, int Size, IReadOnlyList<MemberView> Members, int BestScore, IReadOnlyList<DuplicateReason> Reasons);

/// <summary>A page of clusters.</summary>
internal sealed record ClusterPage(IReadOnlyList<ClusterView> Items, string? Next);

/// <summary>Which clusters.</summary>
internal sealed record ClusterQuery(string? From, string? To, string? Organization, int? Limit, string? After);

/// <summary>Groups of tickets that were suspected to be one matter, for those who look for the problem behind them.</summary>
internal static class GetClusters
{
    private const int UsualLimit = 20;
    private const int MostLimit = 100;
    private const int MostPairs = 100_000;
    private const int MembersShown = 50;
    private static readonly Duration usualPeriod = Duration.FromDays(30);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/duplicates/clusters",
        async ([AsParameters] ClusterQuery query, Act act, Journal journal, CancellationToken cancel) =>
        {
            if (!TryRead(query.To, act.Now, out var to)) return Problem.Field("to", "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z");
            if (!TryRead(query.From, to - usualPeriod, out var from)) return Problem.Field("from", "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z");
            if (from > to) return Problem.Field("from", "lies after to");
            var limit = query.Limit ?? UsualLimit;
            if (limit is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!TryReadCursor(query.After, out var after)) return Problem.Field("after", "must be the next of an earlier page");

            var pairs = await Pairs(from, to, query.Organization, act.Actor.Organization, journal, cancel);
            if (pairs.Count > MostPairs) return Problem.Field("from", "the period holds too many suspicions; choose a shorter one");
            var rest = Clusters.Of(pairs).SkipWhile(cluster => after is { } last && Order(last, Key(cluster)) >= 0).Take(limit + 1).ToList();
            var page = rest.Take(limit).ToList();
            return (IResult)TypedResults.Ok(new ClusterPage(await Views(page, act.Actor, journal, cancel), rest.Count > limit ? Cursor(Key(page[^1])) : null));
        })
        .For(Roles.Agent, Roles.Lead, Roles.Analyst, Roles.Admin).Produces<ClusterPage>().WithSummary("Groups of tickets that seem to report one fault.");

    /// <summary>The suspicions of tickets that were submitted in a period, without the dismissed.</summary>
    private static async Task<IReadOnlyList<SuspectedPair>> Pairs(Instant from, Instant to, string? organization, string? bound, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select ticket, other, score
            from suspicions
            where submitted_at >= $1 and submitted_at < $2 and dismissed_by is null
              and ($3::text is null or organization = $3) and ($4::text is null or organization = $4)
            limit $5
            """);
        command.Parameters.Add(new() { Value = from.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = to.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = organization ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = bound ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = MostPairs + 1 });
        var pairs = new List<SuspectedPair>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) pairs.Add(new SuspectedPair(row.GetGuid(0), row.GetGuid(1), row.GetInt32(2)));
        return pairs;
    }

    private static async Task<IReadOnlyList<ClusterView>> Views(IReadOnlyList<Cluster> page, Actor actor, Journal journal, CancellationToken cancel)
    {
        var tickets = await Tickets.Load([.. page.SelectMany(cluster => cluster.Members.Take(MembersShown).Concat(Pair(cluster))).Distinct()], journal, cancel);
        var best = await Told([.. page.Select(cluster => cluster.Best)], journal, cancel);
        return
        [
            .. page.Where(cluster => best.ContainsKey(cluster.Best)).Select(cluster => new ClusterView(
                best[cluster.Best].Organization, cluster.Members.Count,
                [.. cluster.Members.Take(MembersShown).Where(tickets.ContainsKey).Select(id => Member(id, tickets[id], actor))], cluster.Best.Score,
                GetDuplicates.Told(best[cluster.Best].Reasons, actor, Pair(cluster).Where(tickets.ContainsKey).Select(id => tickets[id])))),
        ];
    }

    private static Guid[] Pair(Cluster cluster) => [cluster.Best.Ticket, cluster.Best.Other];

    /// <summary>What is told of pairs beyond their score.</summary>
    private static async Task<IReadOnlyDictionary<SuspectedPair, (string Organization, IReadOnlyList<DuplicateReason> Reasons)>> Told(
        IReadOnlyList<SuspectedPair> pairs, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select ticket, other, score, organization, reasons::text
            from suspicions join unnest($1, $2) pair (ticket, other) using (ticket, other)
            """);
        command.Parameters.Add(new() { Value = pairs.Select(pair => pair.Ticket).ToArray() });
        command.Parameters.Add(new() { Value = pairs.Select(pair => pair.Other).ToArray() });
        var told = new Dictionary<SuspectedPair, (string, IReadOnlyList<DuplicateReason>)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
            told[new SuspectedPair(row.GetGuid(0), row.GetGuid(1), row.GetInt32(2))] = (row.GetString(3), GetDuplicates.Reasons(row.GetString(4)));
        return told;
    }

    private static MemberView Member(Guid id, Ticket ticket, Actor actor) => new(
        id, ticket.Submitted!.Number, GetDuplicates.Subject(ticket, actor), ticket.Submitted.Requester, ticket.Submitted.At, ticket.End is { } end ? Words.Of(end) : null);

    private static (int Size, int Score, Guid First) Key(Cluster cluster) => (cluster.Members.Count, cluster.Best.Score, cluster.Members[0]);

    /// <summary>Which comes first; negative when it is the one.</summary>
    private static int Order((int Size, int Score, Guid First) one, (int Size, int Score, Guid First) other) =>
        (other.Size, other.Score).CompareTo((one.Size, one.Score)) is not 0 and var byWeight ? byWeight : one.First.CompareTo(other.First);

    private static string Cursor((int Size, int Score, Guid First) key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key.Size} {key.Score} {key.First}")));

    private static bool TryReadCursor(string? text, out (int Size, int Score, Guid First)? cursor)
    {
        cursor = null;
        if (text is null) return true;
        try
        {
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ') is not [var size, var score, var first]) return false;
            if (!int.TryParse(size, out var members) || !int.TryParse(score, out var best) || !Guid.TryParse(first, out var id)) return false;
            cursor = (members, best, id);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool TryRead(string? text, Instant otherwise, out Instant instant)
    {
        instant = otherwise;
        if (text is null) return true;
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text);
        if (parsed.Success) instant = parsed.Value.ToInstant();
        return parsed.Success && parsed.Value.Year is > 1900 and < 9000;
    }
}
