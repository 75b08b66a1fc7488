using System.Diagnostics;
using System.Net;
using System.Text;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>A ticket that was acknowledged: when it was due to be sent, and when its 201 arrived.</summary>
internal readonly record struct Acknowledged(Guid Ticket, long Due, long At);

/// <summary>
/// Sends tickets at a fixed rate whether or not earlier ones were answered, so that a slow moment delays no later request and its wait
/// counts for all that were due meanwhile.
/// </summary>
internal sealed class OpenLoop(HttpClient intake, IReadOnlyList<string> bodies)
{
    /// <summary>Different reports, in turn for each of the development teams.</summary>
    public static IReadOnlyList<string> Reports(int count)
    {
        var (reports, categories) = (new FaultReports(1), new[] { "hardware", "software", "network", "account" });
        return [.. Enumerable.Range(0, count).Select(number => reports.Request(number, categories[number % categories.Length]))];
    }

    /// <summary>Sends for a time and waits for the last answer.</summary>
    public Task<Acknowledged[]> Run(int perSecond, TimeSpan duration, CancellationToken cancel)
    {
        var sending = new TaskCompletionSource<Task<Acknowledged>[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Pace(perSecond, duration, sending, cancel)) { IsBackground = true, Name = "paces tickets" }.Start();
        return Answers();

        async Task<Acknowledged[]> Answers() => await Task.WhenAll(await sending.Task);
    }

    private void Pace(int perSecond, TimeSpan duration, TaskCompletionSource<Task<Acknowledged>[]> sending, CancellationToken cancel)
    {
        var answers = new Task<Acknowledged>[(int)(perSecond * duration.TotalSeconds)];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < answers.Length; i++)
        {
            var due = started + (i * Stopwatch.Frequency / perSecond);
            while (Stopwatch.GetTimestamp() < due) Thread.Sleep(1);
            if (cancel.IsCancellationRequested)
            {
                sending.SetCanceled(cancel);
                return;
            }
            answers[i] = Send(bodies[i % bodies.Count], due, cancel);
        }
        sending.SetResult(answers);
    }

    private async Task<Acknowledged> Send(string body, long due, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "tickets") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await intake.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        var at = Stopwatch.GetTimestamp();
        if (answer.StatusCode != HttpStatusCode.Created) throw new Failure($"A ticket was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
        return new Acknowledged(Guid.Parse(answer.Headers.Location!.OriginalString.AsSpan("/tickets/".Length)), due, at);
    }
}
