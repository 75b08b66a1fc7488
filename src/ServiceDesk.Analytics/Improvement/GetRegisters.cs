using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>One score of a risk, with the table that it was read from.</summary>
internal sealed record AssessmentView(int Likelihood, int Impact, int Score, RiskLevel Level, int TableVersion, string? Why, string ByName, Instant At);

/// <summary>One look at a risk.</summary>
internal sealed record ReviewView(string? Finding, Instant NextReview, string ByName, Instant At);

/// <summary>A risk with everything that is known of it.</summary>
internal sealed record RiskView(
    Guid Id, RiskKind Type, string What, string? Details, string Owner, string OwnerName, string? Organization, Guid? Ticket, string State, AssessmentView Assessment, RiskStrategy? Strategy,
    string? StrategyWhy, Instant NextReview, bool IsReviewOverdue, IReadOnlyList<AssessmentView> History, IReadOnlyList<ReviewView> Reviews, IReadOnlyList<RegisterActionView> Actions, string? Outcome);

/// <summary>Figures of a report.</summary>
internal sealed record MeasuredView(string? Report, Instant From, Instant To, IReadOnlyDictionary<string, decimal> Figures, string ByName, Instant At);

/// <summary>An improvement with its figures; the difference is after less before, of the figures that both have.</summary>
internal sealed record ImprovementView(
    Guid Id, string What, string? Details, ImprovementSource Source, string Owner, string OwnerName, Instant Due, string? Organization, ImprovementState State, MeasuredView? Before,
    MeasuredView? After, IReadOnlyDictionary<string, decimal> Difference, string? Outcome, bool? Effective, string? Finding, IReadOnlyList<RegisterActionView> Actions);

internal static class GetRegisters
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/risks/{id:guid}", async (Guid id, Actor actor, Journal journal, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<Risk>(Risk.StreamOf(id), cancel);
            if (!actor.Sees(loaded.State)) return Hosting.Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Ok(View(id, loaded.State, directory, clock.GetCurrentInstant()));
        }).For(Register.Readers).Produces<RiskView>().WithSummary("A risk with the history of its scores.");

        routes.MapGet("/improvements/{id:guid}", async (Guid id, Actor actor, Journal journal, AccessDirectory directory, IClock clock, HttpResponse response, CancellationToken cancel) =>
        {
            var loaded = await journal.Load<ImprovementItem>(ImprovementItem.StreamOf(id), cancel);
            if (!actor.Sees(loaded.State)) return Hosting.Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(loaded.Version);
            return (IResult)TypedResults.Ok(View(id, loaded.State, directory, clock.GetCurrentInstant()));
        }).For(Register.Readers).Produces<ImprovementView>().WithSummary("An improvement with its figures before and after.");
    }

    private static RiskView View(Guid id, Risk risk, AccessDirectory directory, Instant now)
    {
        var (about, history) = (risk.Described!, risk.Assessments.Select(one => View(one, directory)).ToList());
        return new RiskView(
            id, about.Kind, about.What, about.Details, about.Owner, directory.NameOf(about.Owner), risk.Organization, risk.Identified!.Ticket, risk.IsFinished ? "closed" : "open", history[^1],
            risk.Answered?.Strategy, risk.Answered?.Why, risk.NextReview, !risk.IsFinished && risk.NextReview < now, history,
            [.. risk.Reviews.Select(one => new ReviewView(one.Finding, one.NextReview, directory.NameOf(one.By), one.At))], RegisterActionView.Of(risk.Actions, directory, now), risk.Closed?.Outcome);
    }

    private static AssessmentView View(RiskAssessed one, AccessDirectory directory) =>
        new(one.Likelihood, one.Impact, one.Score, one.Level, one.TableVersion, one.Why, directory.NameOf(one.By), one.At);

    private static ImprovementView View(Guid id, ImprovementItem item, AccessDirectory directory, Instant now)
    {
        var about = item.Proposed!;
        return new ImprovementView(
            id, about.What, about.Details, about.Source, about.Owner, directory.NameOf(about.Owner), about.Due, about.Organization, item.State, View(item.Before, directory), View(item.After, directory),
            Difference(item), item.Made?.Outcome, item.Verified?.Effective, item.Verified?.Finding, RegisterActionView.Of(item.Actions, directory, now));
    }

    private static MeasuredView? View(ImprovementMeasured? one, AccessDirectory directory) =>
        one is null ? null : new MeasuredView(one.Report, one.From, one.To, one.Figures, directory.NameOf(one.By), one.At);

    private static Dictionary<string, decimal> Difference(ImprovementItem item)
    {
        var difference = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var (name, before) in item.Before?.Figures ?? new Dictionary<string, decimal>())
        {
            if (item.After?.Figures.TryGetValue(name, out var after) == true) difference[name] = after - before;
        }
        return difference;
    }
}
