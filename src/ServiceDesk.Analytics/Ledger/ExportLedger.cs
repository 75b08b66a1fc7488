using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics;

/// <summary>The ledger as far as it is signed, or a part of it, for the checker.</summary>
internal static class ExportLedger
{
    private const string MediaType = "application/x-ndjson";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/ledger/entries",
        async (long? after, long? limit, Actor actor, LedgerExport export, HttpResponse response, CancellationToken cancel) =>
        {
            if (actor.Organization is not null) return LedgerParts.Spans;
            if (after < 0) return Problem.Field("after", "must be the number of entries already read, 0 or more");
            if (limit < 1) return Problem.Field("limit", "must be 1 or more");
            var (from, signed) = (after ?? 0, await export.Signed(cancel));
            if (signed == 0) return LedgerParts.NoHead;
            if (from > signed) return Problem.Field("after", $"must be at most {signed}");
            response.ContentType = MediaType;
            await export.Write(response.Body, from, limit < signed - from ? from + limit.Value : signed, cancel);
            return (IResult)TypedResults.Empty;
        })
        .For(Roles.Auditor, Roles.Admin).Produces<string>(StatusCodes.Status200OK, MediaType)
        .WithSummary("The signed ledger from an entry on, with its heads, one JSON object per line, for the offline checker.");
}
