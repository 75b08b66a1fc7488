using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>A version of the rules. What it holds can be sent back as it is. Learned = closings that suggestions are made from now.</summary>
internal sealed record ClassificationRulesView(
    int Version, Instant EffectiveFrom, string By, string ByName, Instant At, bool InEffect, IReadOnlyList<CategoryRule> Rules, SuggestionRule Suggestion, int Learned);

internal static class GetClassificationRules
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/classification-rules",
        (int? version, string? at, ClassificationBook book, LearnedCategories learned, AccessDirectory directory, HttpResponse response) =>
        {
            if (!book.TryFind(at, version, out var one, out var problem)) return problem;
            book.Tag(response);
            return (IResult)TypedResults.Ok(new ClassificationRulesView(
                one.Version, one.EffectiveFrom, one.By, directory.NameOf(one.By), one.At, one.Version == book.Now.Version, one.Rules, one.Suggestion, learned.Learned));
        }).For(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin).Produces<ClassificationRulesView>()
        .WithSummary("The rules by which tickets get their category: now, at an instant, or a version.");
}
