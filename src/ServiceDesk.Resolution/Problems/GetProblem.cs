using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Knowledge;

namespace ServiceDesk.Resolution.Problems;

/// <summary>A linked incident.</summary>
internal sealed record LinkedIncidentView(Guid Ticket, string Number, string Organization, string? Subject, string? Status);

/// <summary>The root cause and how it was found.</summary>
internal sealed record RootCauseView(
    CauseMethod Method, IReadOnlyList<string> Whys, IReadOnlyList<FishboneBranch> Branches, string Statement, string Code, Bilingual? CodeNames, string By, string ByName, Instant At);

/// <summary>Something that a finding rests on.</summary>
internal sealed record EvidenceView(EvidenceKind Kind, string Reference, Guid? Incident, string? Note, string By, string ByName, Instant At);

/// <summary>How to go on working until the cause is removed.</summary>
internal sealed record WorkaroundView(int Version, string Workaround, string By, string ByName, Instant At);

/// <summary>A planned change.</summary>
internal sealed record ActionView(
    int Action, ActionKind Kind, ActionPurpose Purpose, string What, string Owner, string OwnerName, Instant Due, ActionState State, string? Outcome, Instant? DoneAt,
    bool? Effective, MeasuredEffect? Effect, string? Note, Instant? VerifiedAt);

/// <summary>An article that tells of a problem.</summary>
internal sealed record ProblemArticleView(Guid Id, string Number, string Title);

/// <summary>A problem.</summary>
internal sealed record ProblemView(
    Guid Id, string Number, string Title, string? Details, string? Organization, Priority Priority, ProblemState State, string? Owner, string? OwnerName, FoundRepeat? Repeat, string OpenedBy,
    string OpenedByName, Instant OpenedAt, IReadOnlyList<LinkedIncidentView> Incidents, RootCauseView? RootCause, IReadOnlyList<EvidenceView> Evidence, WorkaroundView? Workaround,
    IReadOnlyList<ActionView> Actions, IReadOnlyList<ProblemArticleView> Articles, string? Outcome, Instant? ResolvedAt, int Version, string Position)
{
    public static ProblemView Of(
        Guid id, Problem problem, IReadOnlyList<LinkedIncidentView> incidents, IReadOnlyList<ProblemArticleView> articles, IReadOnlyList<CauseCode> codes, Func<string, string> nameOf, int version, string position)
    {
        var (opened, described) = (problem.Opened!, problem.Described!);
        return new ProblemView(
            id, opened.Number, described.Title, described.Details, described.Organization, described.Priority, problem.State, described.Owner,
            described.Owner is { } owner ? nameOf(owner) : null, opened.Repeat, opened.By, nameOf(opened.By), opened.At, incidents,
            problem.RootCause is { } cause
                ? new RootCauseView(
                    cause.Method, cause.Whys, cause.Branches, cause.Statement, cause.Code, codes.FirstOrDefault(code => code.Id == cause.Code)?.Names, cause.By, nameOf(cause.By), cause.At)
                : null,
            [.. problem.Evidence.Select(one => new EvidenceView(one.Kind, one.Reference, one.Incident, one.Note, one.By, nameOf(one.By), one.At))],
            problem.Workaround is { } known ? new WorkaroundView(known.Version, known.Workaround, known.By, nameOf(known.By), known.At) : null,
            [.. problem.Actions.Values.Select(action => View(action, nameOf))], articles, problem.Resolved?.Outcome, problem.Resolved?.At, version, position);
    }

    private static ActionView View(ProblemAction action, Func<string, string> nameOf)
    {
        var (plan, verified) = (action.Plan, action.Verified);
        return new ActionView(
            plan.Action, plan.Kind, plan.Purpose, plan.What, plan.Owner, nameOf(plan.Owner), plan.Due, action.State, action.Done?.Outcome, action.Done?.At,
            verified?.Effective, verified?.Effect, verified?.Note, verified?.At);
    }
}

internal static class GetProblem
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/problems/{id:guid}",
        async (Guid id, Actor actor, Journal journal, ProblemRules rules, AccessDirectory directory, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Problem>(Problem.StreamOf(id), cancel);
            var problem = loaded.State;
            if (!problem.IsVisibleTo(actor)) return Hosting.Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            // A code stands in the version of the rules by which it was chosen, also after it was taken off the list.
            var codes = problem.RootCause is { } cause && cause.RulesVersion <= rules.Versions.Count ? rules.Versions[cause.RulesVersion - 1].CauseCodes : [];
            return (IResult)TypedResults.Ok(ProblemView.Of(
                id, problem, await Incidents(problem, journal, cancel), await Articles(problem, actor, journal, cancel), codes, directory.NameOf, loaded.Version, new LogPosition(journal.Log, loaded.Position).ToString()));
        })
        .For(ProblemCommand.Readers).Produces<ProblemView>().WithSummary("A problem with its incidents, cause, workaround and planned changes.");

    private static async Task<IReadOnlyList<ProblemArticleView>> Articles(Problem problem, Actor actor, Journal journal, CancellationToken cancel)
    {
        var articles = new List<ProblemArticleView>();
        foreach (var id in problem.Articles)
        {
            var article = (await journal.Load<Article>(Streams.Article(id), cancel)).State;
            if (article.IsVisibleTo(actor)) articles.Add(new ProblemArticleView(id, article.Number, (article.Published ?? article.Working)!.Title));
        }
        return articles;
    }

    private static async Task<IReadOnlyList<LinkedIncidentView>> Incidents(Problem problem, Journal journal, CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select id, case when confidential then number else subject end, status from cases where id = any ($1)");
        command.Parameters.Add(new() { Value = problem.Incidents.Keys.ToArray() });
        var cases = new Dictionary<Guid, (string Subject, string Status)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) cases[row.GetGuid(0)] = (row.GetString(1), row.GetString(2));
        return
        [
            .. problem.Incidents.Values.OrderBy(one => one.Number, StringComparer.Ordinal).Select(one => cases.TryGetValue(one.Ticket, out var known)
                ? new LinkedIncidentView(one.Ticket, one.Number, one.Organization, known.Subject, known.Status)
                : new LinkedIncidentView(one.Ticket, one.Number, one.Organization, null, null)),
        ];
    }
}
