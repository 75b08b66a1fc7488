using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Audit;

/// <summary>What the ledger is signed with, the heads that were signed, the proof that it only grew, and the ledger itself to take away.</summary>
internal static class ProofEndpoints
{
    /// <summary>So many entries hold at most as many heads as one page of them.</summary>
    private const int Window = 1000;

    private const int MostHeads = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/proofs", Show).RequireAuthorization();
        routes.MapGet("/audit/proofs/consistency", Consistency).RequireAuthorization();
        routes.MapGet("/audit/proofs/ledger", (HttpContext http, ServicesClient services, CancellationToken cancel) =>
            ServiceFile.Send("Analytics", "/ledger/entries", "application/x-ndjson", "ledger.ndjson", http, services, cancel)).RequireAuthorization();
        routes.MapGet("/audit/proofs/head", (HttpContext http, ServicesClient services, CancellationToken cancel) =>
            ServiceFile.Send("Analytics", "/ledger/head", "application/json", "kept-head.json", http, services, cancel)).RequireAuthorization();
    }

    private static async Task<IResult> Show(long? first, long? second, string? kept, string? check, ServicesClient services, CancellationToken cancel)
    {
        var last = await services.LastHead(cancel);
        if (last.Problem is { Code: not "no-head", Hidden: true }) return Results.StatusCode(StatusCodes.Status403Forbidden);
        var keys = services.LedgerKeys(cancel);
        var heads = last.Value is { } head ? await services.Heads(Math.Max(0, head.Size - Window), Window, cancel) : default;
        IReadOnlyList<LedgerHead> newest = [.. (heads.Value?.Items ?? []).Reverse().Take(MostHeads)];
        var own = HeadPair.Read(kept);
        var isUnreadable = own is null && !string.IsNullOrWhiteSpace(kept);
        var (from, to) = (first ?? newest.LastOrDefault()?.Size, second ?? newest.FirstOrDefault()?.Size);
        var pair = check == "server" && !isUnreadable ? await HeadPair.Load(own, from, to, services, cancel) : default;
        return new RazorComponentResult<ProofsPage>(new Dictionary<string, object?>
        {
            [nameof(ProofsPage.Last)] = last.Value,
            [nameof(ProofsPage.Heads)] = newest,
            [nameof(ProofsPage.Keys)] = (await keys).Value?.Items ?? [],
            [nameof(ProofsPage.First)] = from,
            [nameof(ProofsPage.Second)] = to,
            [nameof(ProofsPage.Kept)] = kept,
            [nameof(ProofsPage.IsUnreadable)] = isUnreadable,
            [nameof(ProofsPage.IsRight)] = check == "server" && !isUnreadable ? pair.Value?.IsRight ?? false : null,
            [nameof(ProofsPage.Problem)] = last.Problem is { Code: not "no-head" } ? last.Problem : pair.Problem,
        });
    }

    /// <summary>The two heads and their proof for the script that checks them.</summary>
    private static async Task<IResult> Consistency(long? first, long? second, string? kept, HttpContext http, ServicesClient services, CancellationToken cancel)
    {
        var pair = await HeadPair.Load(HeadPair.Read(kept), first, second, services, cancel);
        http.Response.Headers.CacheControl = "private, no-store";
        return pair.Value is { } value ? Results.Json(value, Json.Options) : Results.StatusCode(pair.Problem?.Status ?? StatusCodes.Status503ServiceUnavailable);
    }
}
