using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>A period: its end is not in it.</summary>
internal sealed record ReviewPeriod(Instant From, Instant To);

/// <summary>What a review looks back on, as found.</summary>
internal sealed record ReviewedMatter(IReadOnlyList<ReviewedProblem> Problems, LinkedIncident? Incident, string? Organization);

/// <summary>Writes down what was learned from a period, a problem, or a major incident.</summary>
internal sealed record RecordReview(
    ReviewPeriod? Period, Guid? Problem, Guid? Incident, IReadOnlyList<string> Causes, IReadOnlyList<string> Lessons, IReadOnlyList<PlannedImprovement> Improvements, Instant? OccurredAt) : IInput<RecordReview>
{
    private const int MostTexts = 100;
    private const int LongestText = 10_000;

    public static RecordReview Read(Input input)
    {
        var period = input.Object("period", one => new ReviewPeriod(ProblemCommand.ReadRequiredInstant(one, "from"), ProblemCommand.ReadRequiredInstant(one, "to")));
        var number = 0;
        var command = new RecordReview(
            period, ReadId(input, "problem"), ReadId(input, "incident"), Texts(input, "causes"), Texts(input, "lessons"),
            input.Objects("improvements", MostTexts, one => new PlannedImprovement(
                ++number, one.RequiredText("what", LongestText), ProblemCommand.ReadRequiredOwner(one, "owner"), ProblemCommand.ReadRequiredInstant(one, "due"))),
            input.Instant("occurredAt"));
        if (period is not null && period.From >= period.To && !input.Refuses("period.from") && !input.Refuses("period.to")) input.Refuse("period.from", "must lie before to");
        var isWrong = input.Refuses("problem") || input.Refuses("incident") || input.Refuses("period");
        if (!isWrong && new object?[] { period, command.Problem, command.Incident }.Count(one => one is not null) != 1)
            input.Refuse("period", "is required, or one of problem and incident, and not more than one of them");
        if (command.Lessons.Count == 0 && !input.Refuses("lessons")) input.Require("lessons");
        return command;
    }

    public Decision Decide(Review review, ReviewedMatter matter, Actor actor, Instant at)
    {
        if (review.Recorded is not null) return Decision.Nothing;
        if (Period?.To > at) return Decision.Invalid("period.to", "lies in the future");
        if (Improvements.Any(one => one.Due < at)) return Decision.Invalid("improvements", "holds one that is due in the past");
        var about = Period is not null ? ReviewSubject.Period : Problem is not null ? ReviewSubject.Problem : ReviewSubject.Incident;
        return Decision.Accept(new ReviewRecorded(
            about, Period?.From, Period?.To, matter.Problems, matter.Incident?.Ticket, matter.Incident?.Number, matter.Organization, Causes, Lessons, Improvements, actor.Id, at));
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/reviews", async (Body<RecordReview> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
        {
            var command = body.Value;
            var at = act.Occurred(command.OccurredAt);
            var request = act.RequestId(act.IdempotencyKey);
            var id = request ?? Guid.CreateVersion7();
            var matter = await command.Find(act.Actor, journal, cancel);
            var outcome = await journal.Create<Review>(
                Review.StreamOf(id), review => command.Decide(review, matter, act.Actor, at), act.Meta(request, command), at, waitForRoom: false, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            return (IResult)TypedResults.Created($"/reviews/{id}", new CommandAnswer(id, outcome.Version, new LogPosition(journal.Log, outcome.Position).ToString()));
        }).For(ProblemCommand.Workers).Accepts<RecordReview>("application/json").Produces<CommandAnswer>(StatusCodes.Status201Created)
            .WithSummary("Writes down causes, lessons and improvements of a period, a problem or a major incident.");

        routes.MapPost("/reviews/{id:guid}/improvements/{number:int}/done",
            async (Guid id, int number, Body<FinishImprovement> body, Act act, Journal journal, HttpResponse response, CancellationToken cancel) =>
            {
                var command = body.Value;
                var outcome = await journal.Handle<Review>(
                    Review.StreamOf(id), act.IfMatch, review => command.Decide(review, number, act.Actor, act.Now),
                    act.Meta(act.RequestId(act.IdempotencyKey), new { id, verb = "done", number, command }), act.Now, cancel);
                return outcome.ToHttp(response, id, journal.Log);
            }).For(ProblemCommand.Workers).Accepts<FinishImprovement>("application/json").Produces<CommandAnswer>().WithSummary("An improvement of a review was made.");
    }

    /// <exception cref="RefusedException">What is named is not there for the actor.</exception>
    private async Task<ReviewedMatter> Find(Actor actor, Journal journal, CancellationToken cancel)
    {
        if (Incident is { } ticket)
        {
            // A single ticket is named by its field, not as one of a list.
            var found = await Openings.Of([ticket], "incident", actor, journal, cancel);
            return new ReviewedMatter([], found[0], found[0].Organization);
        }
        if (Problem is not { } problem) return new ReviewedMatter(await ResolvedIn(Period!, actor, journal, cancel), null, actor.Organization);
        var state = (await journal.Load<Problem>(Problems.Problem.StreamOf(problem), cancel)).State;
        if (!state.IsVisibleTo(actor)) throw new RefusedException(Hosting.Problem.Field("problem", "is no problem that you may see"));
        return new ReviewedMatter([new ReviewedProblem(problem, state.Number)], null, state.Organization);
    }

    private static async Task<IReadOnlyList<ReviewedProblem>> ResolvedIn(ReviewPeriod period, Actor actor, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand(
            "select id, number from problems where resolved_at >= $1 and resolved_at < $2 and ($3::text is null or organization = $3) order by resolved_at, id limit 1000");
        command.Parameters.Add(new() { Value = period.From.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = period.To.ToDateTimeUtc() });
        command.Parameters.Add(new() { Value = actor.Organization ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var problems = new List<ReviewedProblem>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) problems.Add(new ReviewedProblem(row.GetGuid(0), row.GetString(1)));
        return problems;
    }

    private static Guid? ReadId(Input input, string name)
    {
        if (input.Text(name, 50) is not { } text) return null;
        if (Guid.TryParse(text, out var id)) return id;
        input.Refuse(name, "must be an id");
        return null;
    }

    private static IReadOnlyList<string> Texts(Input input, string name)
    {
        var texts = input.Texts(name, LongestText);
        if (texts.Count > MostTexts) input.Refuse(name, $"holds more than {MostTexts}");
        return texts;
    }
}

/// <summary>An improvement was made.</summary>
internal sealed record FinishImprovement(string? Outcome) : IInput<FinishImprovement>
{
    public static FinishImprovement Read(Input input) => new(input.Text("outcome", 10_000));

    public Decision Decide(Review review, int number, Actor actor, Instant at)
    {
        if (!review.IsVisibleTo(actor) || review.Recorded!.Improvements.All(one => one.Number != number)) return Decision.Missing;
        return review.Done.ContainsKey(number) ? Decision.Nothing : Decision.Accept(new ImprovementDone(number, Outcome, actor.Id, at));
    }
}
