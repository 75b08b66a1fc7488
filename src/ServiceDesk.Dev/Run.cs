using System.Diagnostics;
using ServiceDesk.Dev.Demo;

namespace ServiceDesk.Dev;

/// <summary>The development start: everything until Ctrl-C, with what a person needs to try it.</summary>
internal static class Run
{
    private static readonly TimeSpan crashLoop = TimeSpan.FromSeconds(10);

    internal static async Task<int> Start(Arguments arguments, CancellationToken cancel)
    {
        var options = ServiceDeskOptions.FromEnvironment();
        var started = Stopwatch.StartNew();
        await using var desk = await ServiceDeskInstance.Start(options, cancel);
        if (arguments.Has("--demo")) await LoadDemonstration(desk.Accounts, options, Demonstration.Tickets, cancel);
        Console.WriteLine(Describe(desk, options, started.Elapsed));
        var ended = await Supervise(desk, cancel);
        Console.WriteLine(ended ?? "Stopping.");
        return ended is null ? 0 : 1;
    }

    internal static Task LoadDemonstration(Accounts accounts, ServiceDeskOptions options, int tickets, CancellationToken cancel) =>
        new Demonstration(new Demo.Desk(accounts, options.Url, Console.WriteLine)).Load(tickets, TimeProvider.System.GetUtcNow(), cancel);

    private static string Describe(ServiceDeskInstance desk, ServiceDeskOptions options, TimeSpan taken)
    {
        var services = desk.Services.Values.Where(service => service.Name != "web").Select(service => $"  {service.Name,-11} {service.Url}docs");
        var signIns = desk.Accounts.SignIns.Select(person => $"  {person.User,-11} {person.Password,-14} {person.Name}");
        var keys = desk.Accounts.Keys.Select(entry => $"  {entry.Key,-11} {entry.Value}");
        return $$"""

            ServiceDesk is ready after {{taken.TotalSeconds:0.0}} s.

              web         {{options.Url("web")}}
            {{string.Join('\n', services)}}

            Sign-ins (user, password):
            {{string.Join('\n', signIns)}}

            API keys by role ({{desk.Accounts.KeysPath}}):
            {{string.Join('\n', keys)}}

            {{(desk.Postgres is { } postgres ? $"PostgreSQL listens on port {postgres.Port}. " : "")}}Logs are in {{Path.Combine(options.Data, "logs")}}.

            Create a ticket:

            id=$(curl -s {{options.Url("intake")}}tickets -H 'Authorization: Bearer {{desk.Accounts.Key("agent")}}' -H 'Content-Type: application/json' -d '{ "kind": "incident", "subject": "Printer on floor 3 is out of toner", "urgency": "high", "impact": "department", "requester": { "name": "Li Na", "organization": "demo" } }' | tee /dev/stderr | sed 's/.*"id": *"\([^"]*\)".*/\1/')

            Read its audit trail a moment later:

            curl -s {{options.Url("analytics")}}audit/tickets/$id -H 'Authorization: Bearer {{desk.Accounts.Key("auditor")}}'

            Ctrl-C stops everything; the data stays.
            """;
    }

    /// <summary>
    /// A process that was killed is started again, as a server's supervisor would do; one that dies at once again ends the run.
    /// Returns why the run ends, or null when it was asked to.
    /// </summary>
    private static async Task<string?> Supervise(ServiceDeskInstance desk, CancellationToken cancel)
    {
        try
        {
            var watches = desk.Services.Values.Select(service => Watch(service.Name, () => service.Process!, () => service.Restart(cancel), service.LogTail, cancel));
            if (desk.Postgres is { } postgres)
            {
                watches = watches.Append(Watch("PostgreSQL", () => postgres.Process!, () => postgres.Restart(cancel), () => $"See {postgres.Log}.", cancel));
            }
            return await await Task.WhenAny(watches);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return null;
        }
        catch (Failure failure)
        {
            return failure.Message;
        }
    }

    private static async Task<string> Watch(string name, Func<Process> current, Func<Task> restart, Func<string> logTail, CancellationToken cancel)
    {
        while (true)
        {
            var alive = Stopwatch.StartNew();
            await current().WaitForExitAsync(cancel);
            var code = current().ExitCode;
            if (alive.Elapsed < crashLoop) return $"{name} ended with code {code} soon after its start. {logTail()}";
            Console.WriteLine($"{name} ended with code {code}; it is started again.");
            await restart();
            Console.WriteLine($"{name} is ready again.");
        }
    }
}
