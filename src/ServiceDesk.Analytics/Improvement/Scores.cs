using System.Globalization;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>The score of a person or team: what the rules gave, and what counts once appeals are heard. Both are sums of the points behind it.</summary>
internal sealed record ScoreRow(string Scored, string Name, int Given, int Counted, int Points, int Appeals);

/// <summary>The scores of a period.</summary>
internal sealed record ScoreReport(Instant From, Instant To, string By, IReadOnlyList<ScoreRow> Rows);

/// <summary>A point with the event that it is for, and what became of an appeal.</summary>
internal sealed record ScorePointView(
    string Event, string Type, string Subject, Instant Occurred, string Rule, string What, int RulesVersion, string Scored, int Given, int Counted, Guid AppealId, string? Appeal, string? AppealWhy, string? DecisionWhy);

/// <summary>The points of a person or team; next = what the following page is asked with.</summary>
internal sealed record ScorePointPage(IReadOnlyList<ScorePointView> Items, string? Next);

internal static class Scores
{
    public static readonly string[] Scored = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];
    private static readonly string[] overseers = [Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];

    private const int UsualLimit = 200;
    private const int MostLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/scores", async (string? from, string? to, string? by, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            var kind = by is null ? ScoreSubject.Person : Words.Find<ScoreSubject>(by);
            if (kind is null) return Hosting.Problem.Field("by", "must be person or team");
            if (Period(from, to, out var start, out var end) is { } wrong) return wrong;
            await using var command = Points("""
                select scored, sum(given)::int, sum(counted)::int, count(*)::int, (count(*) filter (where appealed))::int
                from score_points p
                where {0} and kind = $4 and ($5 = '' or scored = $5)
                group by scored
                order by scored collate "C"
                """, start, end, actor, journal, Words.Of(kind.Value), IsOverseer(actor) ? "" : actor.Id);
            return (IResult)TypedResults.Ok(new ScoreReport(start, end, Words.Of(kind.Value), await ListRegisters.Read(
                command, row => new ScoreRow(row.GetString(0), directory.NameOf(row.GetString(0)), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4)), cancel)));
        }).For(Scored).Produces<ScoreReport>().WithSummary("The scores of a period by person or team, as the rules gave them and as they count after appeals; agents see their own.");

        routes.MapGet("/scores/{scored}/points", async (string scored, string? from, string? to, int? limit, string? after, Actor actor, Journal journal, CancellationToken cancel) =>
        {
            if (Period(from, to, out var start, out var end) is { } wrong) return wrong;
            var most = limit ?? UsualLimit;
            if (most is < 1 or > MostLimit) return Hosting.Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!TryReadCursor(after, out var position, out var rule)) return Hosting.Problem.Field("after", "must be the next of an earlier page");
            if (!IsOverseer(actor) && scored != actor.Id) return TypedResults.Ok(new ScorePointPage([], null));
            await using var command = Points("""
                select position, rule, event, type, subject, occurred, what, rules_version, given, counted, appeal, appealed
                from score_points p
                where {0} and scored = $4 and (position, rule) > ($5, $6)
                order by position, rule
                limit $7
                """, start, end, actor, journal, scored, position, rule, most + 1);
            var points = await ListRegisters.Read(command, GivenPoint.Read, cancel);
            var appeals = await Appeals(points.Take(most).Where(one => one.IsAppealed), journal, cancel);
            return (IResult)TypedResults.Ok(new ScorePointPage(
                [.. points.Take(most).Select(one => one.View(scored, appeals.GetValueOrDefault(one.Appeal)))],
                points.Count > most ? string.Create(CultureInfo.InvariantCulture, $"{points[most - 1].Position}_{points[most - 1].Rule}") : null));
        }).For(Scored).Produces<ScorePointPage>().WithSummary("Every point of a person or team with the event that it is for, page by page.");

        routes.MapPost("/scores/appeals", async (Body<AppealScore> body, Act act, Journal journal, ScoreRuleBook book, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var point = (await PointsOf(command.Event, act.Actor, journal, book, cancel)).FirstOrDefault(one => one.Rule == command.Rule);
            var id = ScoreAppeal.IdOf(command.Event, command.Rule);
            var outcome = await journal.Handle<ScoreAppeal>(
                ScoreAppeal.StreamOf(id), act.IfMatch, appeal => command.Decide(appeal, point, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        }).For(Roles.Agent, Roles.Lead, Roles.Admin).Accepts<AppealScore>("application/json").Produces<CommandAnswer>().WithSummary("Disputes a point of one's own.");

        routes.MapPost("/scores/appeals/{id:guid}/decide", async (Guid id, Body<DecideAppeal> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            if (act.Actor.Organization is not null) return Hosting.Problem.NotFound;
            var outcome = await journal.Handle<ScoreAppeal>(
                ScoreAppeal.StreamOf(id), act.IfMatch, appeal => command.Decide(appeal, act.Actor, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), new { id, command }), act.Now, cancel);
            return outcome.ToHttp(response, id, journal.Log);
        }).For(Roles.Lead, Roles.Admin).Accepts<DecideAppeal>("application/json").Produces<CommandAnswer>().WithSummary("Decides on an appeal; the points that were given stay on record.");
    }

    private static bool IsOverseer(Actor actor) => actor.Is(overseers);

    private static Hosting.Problem? Period(string? from, string? to, out Instant start, out Instant end)
    {
        (start, end) = (default, default);
        if (!Moment.TryRead(from, out var first) || first is null) return Hosting.Problem.Field("from", Moment.Shape);
        if (!Moment.TryRead(to, out var last) || last is null || last <= first) return Hosting.Problem.Field("to", "must be an instant after from");
        (start, end) = (first.Value, last.Value);
        return null;
    }

    /// <summary>A query over the points of a period ($1 to $3); whoever is bound to an organisation sees those of its tickets.</summary>
    private static NpgsqlCommand Points(string sql, Instant from, Instant to, Actor actor, Journal journal, params object[] values)
    {
        const string OfPeriod = """
            occurred >= $1 and occurred < $2
              and ($3 = '' or exists (select from ledger_index l where l.position = p.position and l.organization = $3 and l.ticket is not null))
            """;
        var command = journal.Database.CreateCommand(sql.Replace("{0}", OfPeriod, StringComparison.Ordinal));
        foreach (var value in (object[])[from.ToDateTimeUtc(), to.ToDateTimeUtc(), actor.Organization ?? "", .. values]) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static async Task<IReadOnlyList<ScorePoint>> PointsOf(string id, Actor actor, Journal journal, ScoreRuleBook book, CancellationToken cancel)
    {
        var entries = await LedgerLine.Find(
            journal, "events e left join ledger l using (position) left join ticket_owners o on o.ticket = l.ticket where e.stream = $1 and ($2 = '' or o.organization = $2)", [id, actor.Organization ?? ""], cancel);
        return [.. entries.Where(entry => entry.Body is LedgerEntry).SelectMany(entry => Of(entry, book))];
    }

    private static IEnumerable<ScorePoint> Of(RecordedEvent recorded, ScoreRuleBook book)
    {
        var entry = (LedgerEntry)recorded.Body!;
        var rules = book.At(entry.Occurred);
        foreach (var (rule, scored) in rules.PointsOf(entry))
        {
            _ = LogPosition.TryParse(entry.Id, out var id);
            yield return new ScorePoint(id, entry.Type, entry.Subject, entry.Occurred, rule.Id, rule.What, rules.Version, rule.Subject, scored, rule.Points);
        }
    }

    private static async Task<IReadOnlyDictionary<Guid, ScoreAppeal>> Appeals(IEnumerable<GivenPoint> points, Journal journal, CancellationToken cancel)
    {
        var streams = points.ToDictionary(one => ScoreAppeal.StreamOf(one.Appeal), one => one.Appeal);
        var appeals = new Dictionary<Guid, ScoreAppeal>();
        foreach (var e in await journal.ReadStreams([.. streams.Keys], cancel))
            if (e.Body is { } body) appeals[streams[e.Stream]] = appeals.GetValueOrDefault(streams[e.Stream], ScoreAppeal.Initial).Evolve(body);
        return appeals;
    }

    private static bool TryReadCursor(string? text, out long position, out string rule)
    {
        (position, rule) = (0, "");
        if (text is null) return true;
        if (text.Split('_', 2) is not [var number, var name] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out position) || name.Contains('\0', StringComparison.Ordinal)) return false;
        rule = name;
        return true;
    }
}

/// <summary>A point as it stands in the read model.</summary>
internal sealed record GivenPoint(
    long Position, string Rule, string Event, string Type, string Subject, Instant Occurred, string What, int RulesVersion, int Given, int Counted, Guid Appeal, bool IsAppealed)
{
    public static GivenPoint Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Instant.FromDateTimeUtc(row.GetDateTime(5)), row.GetString(6), row.GetInt32(7), row.GetInt32(8),
        row.GetInt32(9), row.GetGuid(10), row.GetBoolean(11));

    public ScorePointView View(string scored, ScoreAppeal? appeal) => new(
        Event, Type, Subject, Occurred, Rule, What, RulesVersion, scored, Given, Counted, Appeal,
        appeal?.Appealed is null ? null : appeal.Decided is null ? "open" : appeal.Decided.Granted ? "granted" : "refused", appeal?.Appealed?.Why, appeal?.Decided?.Why);
}
