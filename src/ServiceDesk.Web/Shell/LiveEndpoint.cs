using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Shell;

/// <summary>
/// Server-sent events that tell a page when a service has recorded something: the page then asks for its live parts anew. Of many changes at once one is
/// told; the last one always is.
/// </summary>
internal static class LiveEndpoint
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500);
    // A session that ended must not be told for ever; browsers connect again by themselves.
    private static readonly TimeSpan longest = TimeSpan.FromMinutes(10);
    private static readonly string[] services = ["Intake", "Routing", "Resolution", "Analytics"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/live/{service}", Tell).RequireAuthorization();

    private static IResult Tell(string service, HttpContext http, Visitor visitor, LiveLogs logs, IHostApplicationLifetime application, CancellationToken cancel)
    {
        if (visitor.Person is not { OnlyAsks: false } person) return Results.Forbid();
        if (services.FirstOrDefault(known => known.Equals(service, StringComparison.OrdinalIgnoreCase)) is not { } name) return Results.NotFound();
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.ServerSentEvents(Changes(name, person, logs, application.ApplicationStopping, cancel));
    }

    private static async IAsyncEnumerable<SseItem<string>> Changes(
        string service, Person person, LiveLogs logs, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        ends.CancelAfter(longest);
        var seen = -1L;
        while (true)
        {
            try
            {
                seen = await logs.Beyond(service, seen, person, ends.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
            // The first tells a page that was away to look again.
            yield return new SseItem<string>("changed", "changed");
            try
            {
                await Task.Delay(pause, ends.Token);
            }
            catch (OperationCanceledException)
            {
                yield break;
            }
        }
    }
}
