using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>A line of the list of reviews.</summary>
internal sealed record ReviewLine(
    Guid Id, string About, Instant? From, Instant? To, IReadOnlyList<string> Problems, string? Incident, string? Organization, int Improvements, int OpenImprovements,
    string By, string ByName, Instant At);

/// <summary>A page of reviews, the latest first.</summary>
internal sealed record ReviewPage(IReadOnlyList<ReviewLine> Items, string? Next);

/// <summary>An improvement of a review.</summary>
internal sealed record ImprovementView(int Number, string What, string Owner, string OwnerName, Instant Due, bool IsDone, string? Outcome, Instant? DoneAt);

/// <summary>A review.</summary>
internal sealed record ReviewView(
    Guid Id, ReviewSubject About, Instant? From, Instant? To, IReadOnlyList<ReviewedProblem> Problems, Guid? Incident, string? IncidentNumber, string? Organization,
    IReadOnlyList<string> Causes, IReadOnlyList<string> Lessons, IReadOnlyList<ImprovementView> Improvements, string By, string ByName, Instant At)
{
    public static ReviewView Of(Guid id, Review review, Func<string, string> nameOf)
    {
        var one = review.Recorded!;
        return new ReviewView(
            id, one.About, one.From, one.To, one.Problems, one.Incident, one.IncidentNumber, one.Organization, one.Causes, one.Lessons,
            [.. one.Improvements.Select(plan => View(plan, review.Done.GetValueOrDefault(plan.Number), nameOf))], one.By, nameOf(one.By), one.At);
    }

    private static ImprovementView View(PlannedImprovement plan, ImprovementDone? done, Func<string, string> nameOf) =>
        new(plan.Number, plan.What, plan.Owner, nameOf(plan.Owner), plan.Due, done is not null, done?.Outcome, done?.At);
}

internal static class GetReviews
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reviews", async (string? about, int? limit, string? after, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel) =>
        {
            if (about is not null && Words.Find<ReviewSubject>(about) is null)
                return Hosting.Problem.Field("about", $"must be one of {string.Join(", ", Enum.GetValues<ReviewSubject>().Select(Words.Of))}");
            var most = limit ?? UsualLimit;
            if (most is < 1 or > MostLimit) return Hosting.Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!Cursor.TryRead(after, out var cursor)) return Hosting.Problem.Field("after", "must be the next of an earlier page");
            var lines = await Lines(about, most, cursor, actor, journal, directory, cancel);
            return (IResult)TypedResults.Ok(new ReviewPage([.. lines.Take(most)], lines.Count > most ? Cursor.Of(lines[most - 1].At, lines[most - 1].Id) : null));
        }).For(ProblemCommand.Readers).Produces<ReviewPage>().WithSummary("The reviews, the latest first.");

        routes.MapGet("/reviews/{id:guid}", async (Guid id, Actor actor, Journal journal, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Review>(Review.StreamOf(id), cancel);
            if (!loaded.State.IsVisibleTo(actor)) return Hosting.Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Ok(ReviewView.Of(id, loaded.State, directory.NameOf));
        }).For(ProblemCommand.Readers).Produces<ReviewView>().WithSummary("A review.");
    }

    private static async Task<IReadOnlyList<ReviewLine>> Lines(
        string? about, int limit, (Instant At, Guid Id)? after, Actor actor, Journal journal, AccessDirectory directory, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("""
            select id, about, from_at, to_at, problems, incident_number, organization, improvements, improvements_open, by, at
            from reviews
            where ($1::text is null or about = $1) and ($2::text is null or organization = $2) and ($3::timestamptz is null or (at, id) < ($3, $4))
            order by at desc, id desc
            limit $5
            """);
        foreach (var value in (string?[])[about, actor.Organization]) command.Parameters.Add(new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = after?.At.ToDateTimeUtc() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = after?.Id ?? Guid.Empty });
        command.Parameters.Add(new() { Value = limit + 1 });
        var lines = new List<ReviewLine>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            lines.Add(new ReviewLine(
                row.GetGuid(0), row.GetString(1), At(2), At(3), row.GetFieldValue<string[]>(4), row.IsDBNull(5) ? null : row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6),
                row.GetInt32(7), row.GetInt32(8), row.GetString(9), directory.NameOf(row.GetString(9)), At(10)!.Value));
        }
        return lines;

        Instant? At(int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
    }
}
