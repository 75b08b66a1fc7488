using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDesk.Proofs;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>A ticket's past: as of any instant, what changed between two, who read it, and the proof of all of it.</summary>
internal static class TicketHistoryEndpoints
{
    private const string Server = "server";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit/tickets/{ticket:guid}", Show).RequireAuthorization();
        routes.MapGet("/audit/tickets/{ticket:guid}/pack", Pack).RequireAuthorization();
    }

    private static async Task<IResult> Show(
        Guid ticket, string? at, string? moment, int? stop, string? axis, string? with, string? check, HttpContext http, ServicesClient services, Visitor visitor, Names names,
        StaffNames staff, CancellationToken cancel)
    {
        var fragment = Fragments.Wanted(http);
        var happened = axis == AuditQuery.Happened;
        var knowing = Task.WhenAll(names.Know(cancel), staff.Know(cancel));
        var asked = string.IsNullOrEmpty(moment) ? AuditClient.Instant(at) : visitor.InstantOf(moment);
        var loaded = await TicketPast.Load(
            ticket, happened, stops => stop is { } number ? stops.Numbered(number)?.At : asked, AuditClient.Instant(with), services, cancel);
        if (loaded.Value is not { } past) return Results.StatusCode(loaded.Problem?.Status ?? StatusCodes.Status503ServiceUnavailable);
        var address = past.Address(past.At);
        if (fragment) http.Response.Headers["HX-Replace-Url"] = address;
        else if (stop is not null || !string.IsNullOrEmpty(moment)) return Results.LocalRedirect(address);
        await knowing;
        if (fragment) return new RazorComponentResult<PastTicket>(new Dictionary<string, object?> { [nameof(PastTicket.Past)] = past });

        var proves = visitor.Is("auditor", "admin");
        var readers = proves ? await services.Readers(ticket, cancel) : default;
        return new RazorComponentResult<TicketHistoryPage>(new Dictionary<string, object?>
        {
            [nameof(TicketHistoryPage.Past)] = past,
            [nameof(TicketHistoryPage.Readers)] = readers.Value,
            [nameof(TicketHistoryPage.Checked)] = proves && check == Server ? await Check(ticket, services, cancel) : null,
        });
    }

    /// <summary>What the server finds when it checks the pack; a browser without script can only be told.</summary>
    private static async Task<ServerCheck> Check(Guid ticket, ServicesClient services, CancellationToken cancel)
    {
        using var answer = await services.Download("Analytics", $"/audit/tickets/{ticket}/pack", cancel);
        if (answer is not { IsSuccessStatusCode: true }) return new ServerCheck(false, 0, 0, null);
        try
        {
            var (pack, finding) = PackCheck.Read(await answer.Content.ReadAsStringAsync(cancel), [], new HashSet<string>());
            return new ServerCheck(finding is null, pack.Entries, pack.Head?.Size ?? 0, finding?.ToString());
        }
        catch (FormatException wrong)
        {
            return new ServerCheck(false, 0, 0, wrong.Message);
        }
    }

    private static Task<IResult> Pack(Guid ticket, HttpContext http, ServicesClient services, CancellationToken cancel) =>
        ServiceFile.Send("Analytics", $"/audit/tickets/{ticket}/pack", "application/json", $"audit-pack-{ticket}.json", http, services, cancel);
}

/// <summary>What the server found in a ticket's pack.</summary>
public sealed record ServerCheck(bool IsGood, int Entries, long Size, string? Finding);
