using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace ServiceDesk.Dev.Demo;

/// <summary>Sends tables; cells hold no commas here.</summary>
internal static class Csv
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);
    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>People travel between the services for a moment, so what is refused at first is tried again for a while.</summary>
    internal static async Task Post(Desk desk, string service, string path, string header, IEnumerable<string> lines, CancellationToken cancel)
    {
        var table = string.Join('\n', lines.Prepend(header)) + "\n";
        for (var started = Stopwatch.StartNew(); ; await Task.Delay(200, cancel))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(desk.Url(service), path)) { Content = new StringContent(table, Encoding.UTF8, "text/csv") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", desk.Accounts.Key("admin"));
            using var response = await http.SendAsync(request, cancel);
            var answer = await response.Content.ReadAsStringAsync(cancel);
            if (response.IsSuccessStatusCode && !answer.Contains("\"problem\"", StringComparison.Ordinal)) return;
            if (started.Elapsed > patience) throw new Failure($"{path} answers {(int)response.StatusCode}: {answer}");
        }
    }
}
