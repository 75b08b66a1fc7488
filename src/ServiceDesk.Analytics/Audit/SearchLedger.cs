using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Analytics.Audit;

/// <summary>
/// What to look for; each value narrows it. From and to bound the time of the axis: known = recorded, happened = occurred. Q: words in Chinese or English,
/// all of which the entry must hold. Sort: <c>oldest</c> or <c>newest</c> first by that time.
/// </summary>
internal sealed record LedgerQuery(
    string? Ticket, string? Actor, string? Requester, string? Organization, string? Type, string? Source, string? From, string? To, string? Axis, string? Q,
    string? Sort, string? After, int? Limit);

/// <summary>A page of the ledger.</summary>
internal sealed record LedgerPage(IReadOnlyList<LedgerLine> Items, string? Next) : ITicketsView
{
    [JsonIgnore]
    public IReadOnlyCollection<Guid> Confidential { get; init; } = [];
}

internal static class SearchLedger
{
    private const int UsualLimit = 100;
    private const int MostLimit = 1000;
    private const int LongestQuestion = 300;
    private const string Oldest = "oldest";
    private const string Newest = "newest";
    private static readonly string[] services = [Logs.Intake, Logs.Routing, Logs.Resolution, Logs.Analytics];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/audit/events",
        async ([AsParameters] LedgerQuery query, Actor actor, Journal journal, LedgerTime ledger, AccessDirectory directory, CancellationToken cancel) =>
        {
            var limit = query.Limit ?? UsualLimit;
            if (Wrong(query, limit) is { } wrong) return wrong;
            Moment.TryRead(query.From, out var from);
            Moment.TryRead(query.To, out var to);
            TryReadCursor(query.After, out var after);
            var (descending, time) = (query.Sort == Newest, Words.Find<TimeAxis>(query.Axis) == TimeAxis.Happened ? "l.occurred" : "l.recorded");
            List<object> values = [];
            List<string> where = ["true"];
            if (after is var (at, position)) where.Add($"({time}, l.position) {(descending ? '<' : '>')} ({Add(at.ToDateTimeUtc())}, {Add(position)})");
            if (query.Ticket is { } ticket) where.Add($"l.position in (select o.position from ledger o where o.ticket = {Add(Guid.Parse(ticket))})");
            if (query.Actor is { } who) where.Add($"l.actor = {Add(who)}");
            if (query.Requester is { } requester) where.Add($"l.position in (select o.position from ticket_owners join ledger o using (ticket) where requester = {Add(requester)})");
            if (query.Type is { } type) where.Add($"l.type = {Add(type)}");
            if (query.Source is { } source) where.Add($"l.type like {Add($"{source}.%")}");
            if (from is { } start) where.Add($"{time} >= {Add(start.ToDateTimeUtc())}");
            if (to is { } end) where.Add($"{time} < {Add(end.ToDateTimeUtc())}");
            if (query.Organization is { } organization) where.Add($"l.organization = {Add(organization)}");
            // Whoever is bound to one organisation sees only entries that are known to be about its tickets.
            if (actor.Organization is { } bound) where.Add($"l.organization = {Add(bound)} and l.ticket is not null");
            if (Tokens(query.Q) is { Length: > 0 } words) where.Add($"l.tokens @> {Add(words)}");
            var direction = descending ? "desc" : "asc";
            var events = await LedgerLine.Find(
                journal, $"ledger_index l join events e using (position) where {string.Join(" and ", where)} order by {time} {direction}, l.position {direction} limit {Add(limit + 1)}",
                values, cancel);
            var page = events.Take(limit).Select(e => LedgerLine.Of(e, directory)).ToList();
            var next = events.Count > limit ? Cursor(time == "l.recorded" ? page[^1].Recorded : page[^1].Occurred, events[limit - 1].Id.Position) : null;
            return (IResult)TypedResults.Ok(new LedgerPage(page, next) { Confidential = await ConfidentialAmong([.. events.Take(limit)], journal, ledger, cancel) });

            string Add(object value)
            {
                values.Add(value);
                return $"${values.Count}";
            }
        })
        .For(Roles.Auditor, Roles.Admin).RecordsReads().Produces<LedgerPage>()
        .WithSummary("Searches the ledger by ticket, person, organisation, action, time and words.");

    private static Problem? Wrong(LedgerQuery query, int limit)
    {
        if (!Moment.TryRead(query.From, out var from)) return Problem.Field("from", Moment.Shape);
        if (!Moment.TryRead(query.To, out var to)) return Problem.Field("to", Moment.Shape);
        if (from > to) return Problem.Field("to", "must not lie before from");
        if (limit is < 1 or > MostLimit) return Problem.Field("limit", string.Create(CultureInfo.InvariantCulture, $"must be 1 to {MostLimit}"));
        if (query.Ticket is { } ticket && !Guid.TryParse(ticket, out _)) return Problem.Field("ticket", "must be the id of a ticket");
        if (query.Axis is not null && Words.Find<TimeAxis>(query.Axis) is null) return Problem.Field("axis", "must be known or happened");
        if (query.Sort is not (null or Oldest or Newest)) return Problem.Field("sort", $"must be {Oldest} or {Newest}");
        if (query.Source is { } source && !services.Contains(source)) return Problem.Field("source", $"must be one of {string.Join(", ", services)}");
        if (query.Q?.Length > LongestQuestion) return Problem.Field("q", string.Create(CultureInfo.InvariantCulture, $"is longer than {LongestQuestion} characters"));
        if (!string.IsNullOrWhiteSpace(query.Q) && Tokens(query.Q).Length == 0) return Problem.Field("q", "holds no word to look for");
        return TryReadCursor(query.After, out _) ? null : Problem.Field("after", "must be the next of an earlier page");
    }

    /// <summary>What is looked for: the words themselves, not what means the same.</summary>
    private static string[] Tokens(string? question) =>
        string.IsNullOrWhiteSpace(question) ? [] : [.. SearchTokens.Asked(question, LongestQuestion).Where(token => !SearchTokens.IsTerm(token))];

    /// <summary>
    /// Those tickets of some entries that are confidential: whoever gets the entries reads of them. The index that found the entries may be ahead of the
    /// ledger, which knows whose tickets they are about: it is waited for.
    /// </summary>
    public static async Task<IReadOnlyCollection<Guid>> ConfidentialAmong(IReadOnlyCollection<RecordedEvent> entries, Journal journal, LedgerTime ledger, CancellationToken cancel)
    {
        if (entries.Count == 0) return [];
        await ledger.Until(LedgerReadModel.ModelName, entries.Max(e => e.Id.Position), cancel);
        await using var command = journal.Database.CreateCommand(
            "select distinct o.ticket from ledger l join ticket_owners o using (ticket) where l.position = any ($1) and o.confidential order by 1");
        command.Parameters.Add(new() { Value = entries.Select(e => e.Id.Position).ToArray() });
        var confidential = new List<Guid>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) confidential.Add(row.GetGuid(0));
        return confidential;
    }

    private static string Cursor(Instant at, long position) => string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeTicks()}_{position}");

    private static bool TryReadCursor(string? text, out (Instant At, long Position)? after)
    {
        after = null;
        if (text is null) return true;
        if (text.Split('_') is not [var ticks, var number] || !long.TryParse(ticks, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)) return false;
        if (!SpanQuery.IsComparable(at) || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return false;
        after = (Instant.FromUnixTimeTicks(at), position);
        return true;
    }
}
