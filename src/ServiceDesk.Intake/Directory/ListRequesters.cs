using System.Buffers.Text;
using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Somebody who asks for help.</summary>
internal sealed record RequesterLine(
    string Id, string Organization, string Name, IReadOnlyList<string> Emails, IReadOnlyList<string> Phones, string? Language, bool Vip, string? Location, string? Department)
{
    public static RequesterLine Of(RequesterChanged one) =>
        new(one.Requester, one.Organization, one.Name, one.Emails, one.Phones, one.Language, one.Vip, one.Location, one.Department);
}

/// <summary>A page of requesters.</summary>
internal sealed record RequesterPage(IReadOnlyList<RequesterLine> Items, string? Next);

/// <summary>Finds requesters by name, address or number.</summary>
internal static class ListRequesters
{
    private const int UsualLimit = 50;
    private const int MostLimit = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/requesters", async (
            string? organization, string? q, string? after, int? limit, string? position, Actor actor, RequesterDirectory directory, DirectoryRefresh refresh, CancellationToken cancel) =>
        {
            var size = limit ?? UsualLimit;
            if (size is < 1 or > MostLimit) return Problem.Field("limit", $"must be 1 to {MostLimit}");
            if (!TryReadCursor(after, out var last)) return Problem.Field("after", "must be the next of an earlier page");
            if (position is not null) await refresh.Refresh(cancel);
            var found = directory.Search(actor, organization, string.IsNullOrWhiteSpace(q) ? null : q, last, size + 1);
            var page = found.Take(size).Select(one => one.Value).ToList();
            var next = found.Count > size ? Cursor(page[^1]) : null;
            return (IResult)TypedResults.Ok(new RequesterPage([.. page.Select(one => RequesterLine.Of(one.Value))], next));
        }).For(Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin).Produces<RequesterPage>().WithSummary("Requesters by name, e-mail address or telephone number.");

        routes.MapGet("/requesters/{id}", async (
            string id, string? position, Actor actor, RequesterDirectory directory, DirectoryRefresh refresh, HttpResponse response, CancellationToken cancel) =>
        {
            if (position is not null) await refresh.Refresh(cancel);
            if (directory.Find(id) is not { } known || !actor.MaySee(known.Value.Value.Organization, id)) return (IResult)Problem.NotFound;
            response.Headers.ETag = OutcomeHttp.ETag(known.Version);
            return TypedResults.Ok(RequesterLine.Of(known.Value.Value));
        }).For(Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin).Produces<RequesterLine>().WithSummary("A requester's contact data.");
    }

    private static string Cursor(KnownRequester last) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { last.SortName, last.Value.Requester }));

    private static bool TryReadCursor(string? text, out (string Name, string Id)? cursor)
    {
        cursor = null;
        if (text is null) return true;
        try
        {
            if (JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(text)) is not [{ } name, { } id]) return false;
            cursor = (name, id);
            return true;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return false;
        }
    }
}
