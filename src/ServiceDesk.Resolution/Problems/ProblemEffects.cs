using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Problems;

/// <summary>By what later incidents are recognised as those of a problem.</summary>
/// <param name="Linked">Those that people linked.</param>
/// <param name="Category">Of all incidents of the problem, when it was opened for those of one category and system; else null.</param>
/// <param name="SystemKey">The system as it is compared; else null.</param>
/// <param name="Texts">Of other problems the texts of linked incidents, one of each sort.</param>
/// <param name="Similarity">From so many percent on texts are alike.</param>
internal sealed record ProblemPattern(IReadOnlySet<Guid> Linked, string? Category, string? SystemKey, IReadOnlyList<IncidentText> Texts, int Similarity)
{
    private const int MostTexts = 8;

    public static ProblemPattern Of(Problem problem, IReadOnlyList<Incident> linked, int similarity)
    {
        var tickets = problem.Incidents.Keys.ToHashSet();
        if (problem.Opened?.Repeat is { Kind: RepeatKind.SameSystem } repeat) return new ProblemPattern(tickets, repeat.Category, DuplicateRule.Key(repeat.System), [], similarity);
        var clusters = new TextClusters(similarity);
        foreach (var incident in linked) clusters.Add(incident.Ticket, incident.Text);
        return new ProblemPattern(tickets, null, null, [.. clusters.Leaders(MostTexts)], similarity);
    }

    public bool Matches(Incident incident) => Linked.Contains(incident.Ticket)
        || (SystemKey is { } system && incident.SystemKey == system && incident.Category == Category)
        || Texts.Any(text => text.Alike(incident.Text) >= Similarity);
}

/// <summary>The incidents of a problem before and after each change that was made because of it.</summary>
internal sealed class ProblemEffects(Journal journal, ProblemRules rules)
{
    /// <summary>The length of the period before and of that after.</summary>
    public const int Days = 30;

    private const int MostLookedAt = 50_000;

    public async Task<MeasuredEffect> Measure(Problem problem, Instant done, Instant now, CancellationToken cancel)
    {
        var period = Duration.FromDays(Days);
        var linked = await IncidentRows.Find(journal.Database, "r.ticket = any ($1) order by r.submitted_at, r.ticket", [problem.Incidents.Keys.ToArray()], cancel);
        var pattern = ProblemPattern.Of(problem, linked, rules.Now.Repeats.Similarity);
        // Of the organisations that have the problem; the index on the time bounds what is looked at.
        var around = await IncidentRows.Find(
            journal.Database,
            $"r.counts and r.is_incident and r.submitted_at >= $1 and r.submitted_at < $2 and r.organization = any ($3) order by r.submitted_at desc limit {MostLookedAt}",
            [(done - period).ToDateTimeUtc(), (done + period).ToDateTimeUtc(), problem.Incidents.Values.Select(one => one.Organization).Distinct().ToArray()], cancel);
        return Count([.. around.Where(pattern.Matches)], done, now);
    }

    public static MeasuredEffect Count(IReadOnlyList<Incident> incidents, Instant done, Instant now)
    {
        var period = Duration.FromDays(Days);
        return new MeasuredEffect(
            incidents.Count(one => one.SubmittedAt >= done - period && one.SubmittedAt < done), incidents.Count(one => one.SubmittedAt >= done && one.SubmittedAt < done + period && one.SubmittedAt < now),
            Days, (int)Math.Clamp((now - done).TotalDays, 0, Days));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/problems/{id:guid}/effects",
        async (Guid id, Actor actor, Journal journal, ProblemEffects effects, IClock clock, CancellationToken cancel) =>
        {
            var problem = (await journal.Load<Problem>(Problem.StreamOf(id), cancel)).State;
            if (!problem.IsVisibleTo(actor)) return Hosting.Problem.NotFound;
            var (now, items) = (clock.GetCurrentInstant(), new List<EffectView>());
            foreach (var (number, action) in problem.Actions)
            {
                if (action.Done is { } done) items.Add(new EffectView(number, done.At, await effects.Measure(problem, done.At, now, cancel), action.Verified?.Effect));
            }
            return (IResult)TypedResults.Ok(new EffectsView(Formula, items));
        })
        .For(ProblemCommand.Readers).Produces<EffectsView>().WithSummary("Incidents of the problem in the 30 days before and after each change that was made because of it.");

    private const string Formula =
        "Incidents that are linked with the problem, that have its category and system (when it was opened for those), or else whose text is alike to linked ones by the rules' percentage, "
        + "of the organisations of linked incidents; before: submitted in the 30 days up to the change, after: in the 30 days from it on, as far as they have passed.";
}

/// <summary>The effect of one change as it is now, and as it was when it was judged.</summary>
internal sealed record EffectView(int Action, Instant DoneAt, MeasuredEffect Effect, MeasuredEffect? WhenVerified);

/// <summary>The effects of all changes that were made.</summary>
internal sealed record EffectsView(string Formula, IReadOnlyList<EffectView> Items);
