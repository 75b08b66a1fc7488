using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Registers;

/// <summary>Which reviews are listed, and what a new one is to be about: the number of a problem or of an incident.</summary>
internal sealed record ReviewQuery(string? About, string? After, string? Problem, string? Incident);

/// <summary>What belongs to problems beside their list: candidates, all planned changes, effects, repeats and reviews.</summary>
internal static class ProblemEndpoints
{
    public const string CandidatesAddress = "/problems/candidates";

    private static readonly string[] groupings = ["category", "system", "cause", "text"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(CandidatesAddress, (string? dismissed, string? after, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
            ListCandidates(dismissed, after, null, visitor, words, services, cancel)).RequireAuthorization();
        routes.MapGet("/problems/actions", ListActions).RequireAuthorization();
        routes.MapGet("/problems/{id:guid}/effects", Effects).RequireAuthorization();
        routes.MapGet("/problems/repeats", Repeats).RequireAuthorization();
        routes.MapGet("/problems/reviews", ([AsParameters] ReviewQuery query, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel) =>
            ListReviews(query, null, visitor, words, services, cancel)).RequireAuthorization();
    }

    public static async Task<IResult> ListCandidates(string? dismissed, string? after, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (Refused(visitor) is { } refused) return refused;
        var listed = services.Read<Listing<ProblemCandidate>>("Resolution", Local.Url(CandidatesAddress, ("dismissed", dismissed == "yes" ? "true" : null), ("after", after)), cancel);
        return RegisterEndpoints.Page<CandidatesPage>(draft, new()
        {
            [nameof(CandidatesPage.Choices)] = await RegisterEndpoints.Choices(visitor, words, services, cancel),
            [nameof(CandidatesPage.Dismissed)] = dismissed == "yes",
            [nameof(CandidatesPage.After)] = after,
            [nameof(CandidatesPage.Answer)] = await listed,
            [nameof(CandidatesPage.Draft)] = draft,
        });
    }

    private static async Task<IResult> ListActions(string? state, string? owner, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (Refused(visitor) is { } refused) return refused;
        var shown = state is "done" or "verified" or "all" ? state : "open";
        var mine = owner == "me";
        return RegisterEndpoints.Page<ProblemActionsPage>(null, new()
        {
            [nameof(ProblemActionsPage.State)] = shown,
            [nameof(ProblemActionsPage.Mine)] = mine,
            [nameof(ProblemActionsPage.Answer)] = await services.Read<Listing<ProblemActionLine>>(
                "Resolution", Local.Url("/problems/actions", ("state", shown == "all" ? null : shown), ("owner", mine ? visitor.Person!.Id : null)), cancel),
        });
    }

    private static async Task<IResult> Effects(Guid id, Visitor visitor, ServicesClient services, CancellationToken cancel)
    {
        if (Refused(visitor) is { } refused) return refused;
        var (problem, effects) = (services.Read<ProblemEntry>("Resolution", $"/problems/{id}", cancel), services.Read<ProblemEffects>("Resolution", $"/problems/{id}/effects", cancel));
        var (found, answer) = (await problem, await effects);
        if (found.Value is not { } entry) return Results.StatusCode(found.Problem?.Status ?? StatusCodes.Status503ServiceUnavailable);
        return RegisterEndpoints.Page<ProblemEffectsPage>(null, new() { [nameof(ProblemEffectsPage.Entry)] = entry, [nameof(ProblemEffectsPage.Answer)] = answer });
    }

    private static async Task<IResult> Repeats(
        [AsParameters] ReportAddress address, string? by, Visitor visitor, Phrases say, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (Refused(visitor) is { } refused) return refused;
        var (filter, chosen) = (ReportFilter.Of(address, visitor, say, months: 3), groupings.Contains(by) ? by! : groupings[0]);
        var report = services.Read<RepeatReport>("Resolution", Local.Url(
            "/reports/repeats", ("from", ReportFilter.Utc(filter.First, visitor)), ("to", ReportFilter.Utc(filter.Last.PlusDays(1), visitor)), ("by", chosen), ("period", filter.Step), ("zone", visitor.Zone.Id),
            ("organization", filter.Organization)), cancel);
        return RegisterEndpoints.Page<RepeatsPage>(null, new()
        {
            [nameof(RepeatsPage.Filter)] = filter,
            [nameof(RepeatsPage.By)] = chosen,
            [nameof(RepeatsPage.Groupings)] = groupings,
            [nameof(RepeatsPage.Choices)] = await RegisterEndpoints.Choices(visitor, words, services, cancel),
            [nameof(RepeatsPage.Causes)] = (await services.Read<ProblemRules>("Resolution", "/problem-rules", cancel)).Value?.CauseCodes ?? [],
            [nameof(RepeatsPage.Answer)] = await report,
        });
    }

    public static async Task<IResult> ListReviews(ReviewQuery query, RegisterDraft? draft, Visitor visitor, ReportWords words, ServicesClient services, CancellationToken cancel)
    {
        if (Refused(visitor) is { } refused) return refused;
        var about = query.About is "period" or "problem" or "incident" ? query.About : null;
        var listed = services.Read<Listing<ReviewLine>>("Resolution", Local.Url("/reviews", ("about", about), ("after", query.After)), cancel);
        return RegisterEndpoints.Page<ReviewsPage>(draft, new()
        {
            [nameof(ReviewsPage.Choices)] = await RegisterEndpoints.Choices(visitor, words, services, cancel),
            [nameof(ReviewsPage.About)] = about,
            [nameof(ReviewsPage.After)] = query.After,
            [nameof(ReviewsPage.Problem)] = query.Problem,
            [nameof(ReviewsPage.Incident)] = query.Incident,
            [nameof(ReviewsPage.Answer)] = await listed,
            [nameof(ReviewsPage.Draft)] = draft,
        });
    }

    /// <summary>Null for whoever may read of problems.</summary>
    private static IResult? Refused(Visitor visitor) => visitor.Is(RegisterVerb.ReadersOf(RegisterVerb.Problems)) ? null : Results.StatusCode(StatusCodes.Status403Forbidden);
}
