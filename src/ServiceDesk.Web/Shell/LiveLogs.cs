using System.Collections.Concurrent;
using System.Net.Http.Headers;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Shell;

/// <summary>How far a service has come, asked once for all who watch it and only while somebody does.</summary>
internal sealed class LiveLogs(IHttpClientFactory clients, PersonTokens tokens, IConfiguration configuration, ILogger<LiveLogs> log)
{
    private static readonly TimeSpan pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Watched> services = new();

    /// <summary>Completes when the service has grown beyond what was seen.</summary>
    /// <param name="service">The service's name as in the configuration.</param>
    /// <param name="seen">The position seen; below 0 = only tells where it stands.</param>
    /// <param name="person">In whose name to ask.</param>
    /// <param name="cancel">Ends the wait of this caller.</param>
    /// <returns>The new position.</returns>
    public async Task<long> Beyond(string service, long seen, Person person, CancellationToken cancel)
    {
        var watched = services.GetOrAdd(service, static _ => new Watched());
        while (true)
        {
            Task next;
            lock (watched)
            {
                if (watched.Position >= 0 && watched.Position != seen) return watched.Position;
                next = watched.Asking ??= Ask(service, watched, person);
            }
            await next.WaitAsync(cancel);
        }
    }

    private async Task Ask(string service, Watched watched, Person person)
    {
        await Task.Yield(); // what runs until here runs within the lock
        long? position = null;
        try
        {
            using var http = clients.CreateClient(nameof(LiveLogs));
            var after = watched.Position < 0 ? "" : $"?after={watched.Position}";
            using var request = new HttpRequestMessage(HttpMethod.Get, configuration[$"Services:{service}"] + "/head" + after);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.For(person));
            using var response = await http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            position = (await response.Content.ReadFromJsonAsync<Head>(Json.Options))?.Position;
        }
        catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException or System.Text.Json.JsonException)
        {
            log.LogWarning(broken, "{Service} does not tell how far it has come", service);
            await Task.Delay(pauseAfterFailure);
        }
        finally
        {
            lock (watched)
            {
                watched.Asking = null;
                // Also back: a log that was restored ends earlier.
                watched.Position = position ?? watched.Position;
            }
        }
    }

    private sealed class Watched
    {
        public long Position { get; set; } = -1;

        public Task? Asking { get; set; }
    }

    private sealed record Head(long Position);
}
