using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Grading;

/// <summary>A version of the table. Its cells and rules can be sent back as they are; <c>version</c> is the name that stands in decisions.</summary>
internal sealed record PriorityMatrixView(
    string Version, int Number, Instant EffectiveFrom, string By, string ByName, Instant At, bool InEffect,
    IReadOnlyList<MatrixCell> Cells, VipRule? Vip, IReadOnlyList<MajorIncidentRule> MajorIncidents);

internal static class GetPriorityMatrix
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/priority-matrix", (int? version, string? at, Actor actor, GradingBook book, AccessDirectory directory, HttpResponse response) =>
    {
        if (!book.TryFind(at, version, out var found, out var problem)) return problem;
        book.Tag(response);
        var one = found.Defined;
        // Who is a VIP is the desk's business only; the table is everybody's.
        var vip = actor.Organization is null && actor.Is(Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Analyst, Roles.Admin) ? one.Vip : null;
        return (IResult)TypedResults.Ok(new PriorityMatrixView(
            found.Name, one.Version, one.EffectiveFrom, one.By, directory.NameOf(one.By), one.At, one.Version == book.Now.Defined.Version, one.Cells, vip, one.MajorIncidents));
    }).For([.. Roles.All]).Produces<PriorityMatrixView>().WithSummary("The table impact × urgency × business importance → priority, and the rules beside it: now, at an instant, or a version.");
}
