using NodaTime;
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

/// <summary>The points of a person or team.</summary>
internal sealed record ScorePointPage(IReadOnlyList<ScorePointView> Items);

internal static class Scores
{
    public static readonly string[] Scored = [Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];
    private static readonly string[] overseers = [Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin];

    /// <summary>A report that would be longer is asked for by shorter periods.</summary>
    private const int MostEvents = 100_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/scores", async (string? from, string? to, string? by, Actor actor, Journal journal, ScoreRuleBook book, AccessDirectory directory, CancellationToken cancel) =>
        {
            var kind = by is null ? ScoreSubject.Person : Words.Find<ScoreSubject>(by);
            if (kind is null) return Hosting.Problem.Field("by", "must be person or team");
            if (Period(from, to, out var start, out var end) is { } wrong) return wrong;
            var points = (await Points(start, end, actor, journal, book, cancel)).Where(one => one.Kind == kind && (IsOverseer(actor) || one.Scored == actor.Id)).ToList();
            var appeals = await Appeals(points, journal, cancel);
            return (IResult)TypedResults.Ok(new ScoreReport(start, end, Words.Of(kind.Value),
            [
                .. points.GroupBy(one => one.Scored).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new ScoreRow(
                    group.Key, directory.NameOf(group.Key), group.Sum(one => one.Points), group.Sum(one => Counted(one, appeals)), group.Count(), group.Count(one => Of(one, appeals)?.Appealed is not null))),
            ]));
        }).For(Scored).Produces<ScoreReport>().WithSummary("The scores of a period by person or team, as the rules gave them and as they count after appeals; agents see their own.");

        routes.MapGet("/scores/{scored}/points", async (string scored, string? from, string? to, Actor actor, Journal journal, ScoreRuleBook book, CancellationToken cancel) =>
        {
            if (Period(from, to, out var start, out var end) is { } wrong) return wrong;
            var points = (await Points(start, end, actor, journal, book, cancel)).Where(one => one.Scored == scored && (IsOverseer(actor) || one.Scored == actor.Id)).ToList();
            var appeals = await Appeals(points, journal, cancel);
            return (IResult)TypedResults.Ok(new ScorePointPage([.. points.Select(one => View(one, Of(one, appeals), appeals))]));
        }).For(Scored).Produces<ScorePointPage>().WithSummary("Every point of a person or team with the event that it is for.");

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

    /// <summary>The points of a period, each by the rules of the instant at which its event happened; whoever is bound to an organisation sees those of its tickets.</summary>
    private static async Task<IReadOnlyList<ScorePoint>> Points(Instant from, Instant to, Actor actor, Journal journal, ScoreRuleBook book, CancellationToken cancel)
    {
        var types = book.Versions.SelectMany(version => version.Rules).Select(rule => rule.Event).Distinct().ToArray();
        var entries = await LedgerLine.Find(journal, $"""
            ledger_index l join events e using (position)
            where l.type = any ($1) and l.occurred >= $2 and l.occurred < $3 and ($4 = '' or (l.organization = $4 and l.ticket is not null))
            order by l.position
            limit {MostEvents + 1}
            """, [types, from.ToDateTimeUtc(), to.ToDateTimeUtc(), actor.Organization ?? ""], cancel);
        if (entries.Count > MostEvents) throw new RefusedException(Hosting.Problem.Field("to", $"gives more than {MostEvents} events; ask for a shorter period"));
        return [.. entries.SelectMany(entry => Of(entry, book))];
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

    private static async Task<IReadOnlyDictionary<string, ScoreAppeal>> Appeals(IReadOnlyList<ScorePoint> points, Journal journal, CancellationToken cancel)
    {
        var appeals = new Dictionary<string, ScoreAppeal>(StringComparer.Ordinal);
        foreach (var e in await journal.ReadStreams([.. points.Select(StreamOf).Distinct()], cancel))
            if (e.Body is { } body) appeals[e.Stream] = appeals.GetValueOrDefault(e.Stream, ScoreAppeal.Initial).Evolve(body);
        return appeals;
    }

    private static string StreamOf(ScorePoint point) => ScoreAppeal.StreamOf(ScoreAppeal.IdOf(point.Event.ToString(), point.Rule));

    private static ScoreAppeal? Of(ScorePoint point, IReadOnlyDictionary<string, ScoreAppeal> appeals) => appeals.GetValueOrDefault(StreamOf(point));

    private static int Counted(ScorePoint point, IReadOnlyDictionary<string, ScoreAppeal> appeals) => Of(point, appeals)?.Decided?.Points ?? point.Points;

    private static ScorePointView View(ScorePoint one, ScoreAppeal? appeal, IReadOnlyDictionary<string, ScoreAppeal> appeals) => new(
        one.Event.ToString(), one.Type, one.Subject, one.Occurred, one.Rule, one.What, one.RulesVersion, one.Scored, one.Points, Counted(one, appeals), ScoreAppeal.IdOf(one.Event.ToString(), one.Rule),
        appeal?.Appealed is null ? null : appeal.Decided is null ? "open" : appeal.Decided.Granted ? "granted" : "refused", appeal?.Appealed?.Why, appeal?.Decided?.Why);
}
