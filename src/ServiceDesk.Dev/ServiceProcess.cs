using System.Diagnostics;
using System.Globalization;

namespace ServiceDesk.Dev;

/// <summary>One service as its own operating system process, which can be killed and started again as it was.</summary>
public sealed class ServiceProcess(string name, Uri url, string assembly, IReadOnlyDictionary<string, string> environment, string log) : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan startPatience = TimeSpan.FromSeconds(90);
    private static readonly HttpClient health = new() { Timeout = TimeSpan.FromSeconds(5) };

    // What the launcher itself is told; the administrator's connection string is no business of a service.
    private static readonly string[] ownVariables = ["SERVICEDESK_POSTGRES", "SERVICEDESK_TEST_POSTGRES", "SERVICEDESK_DATA", "SERVICEDESK_PORT_BASE"];

    private Process? process;

    /// <summary>The service's short name, for example intake.</summary>
    public string Name => name;

    /// <summary>Where it answers.</summary>
    public Uri Url => url;

    /// <summary>The file that its console output goes to.</summary>
    public string Log => log;

    /// <summary>The process id of the latest start.</summary>
    public int ProcessId => process?.Id ?? throw new InvalidOperationException($"{name} was not started.");

    /// <summary>Whether the process is alive.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>How the process ended: its exit code, or 128 and the signal that killed it; null while it lives.</summary>
    public int? ExitCode => process is { HasExited: true } ? process.ExitCode : null;

    /// <summary>Environment variables of the next starts, besides the service's own.</summary>
    public IReadOnlyDictionary<string, string> Further { get; set; } = new Dictionary<string, string>();

    internal Process? Process => process;

    /// <summary>Resident memory in bytes, as /proc tells it.</summary>
    public long ResidentMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{ProcessId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts the process without waiting for its health.</summary>
    public async Task Start()
    {
        if (!File.Exists(assembly)) throw new Failure($"{assembly} is missing: build the solution first.");
        if (!FreePort.IsFree(url.Port)) throw new Failure($"Port {url.Port}, wanted by {name}, is in use. Set SERVICEDESK_PORT_BASE to begin elsewhere.");
        if (process is null && File.Exists(log)) File.Move(log, log + ".previous", overwrite: true);
        process?.Dispose();
        process = await Children.Start(new Children.Child(log, "TERM", ContentRoot(), ["dotnet", assembly]) { Environment = Variables() });
    }

    /// <summary>Waits until /health/ready answers 200; fails with the end of the log when the process dies or takes too long.</summary>
    public async Task WaitUntilReady(CancellationToken cancel)
    {
        for (var started = Stopwatch.StartNew(); !await IsReady(cancel); await Task.Delay(100, cancel))
        {
            if (!IsRunning) throw new Failure($"{name} ended before it was ready. {LogTail()}");
            if (started.Elapsed > startPatience) throw new Failure($"{name} is not ready after {startPatience.TotalSeconds} s. {LogTail()}");
        }
    }

    /// <summary>Stops the process in order.</summary>
    public Task Stop() => process is null ? Task.CompletedTask : Posix.End(process, Posix.Terminate, patience);

    /// <summary>Kills the process at once (signal 9).</summary>
    public Task Kill() => process is null ? Task.CompletedTask : Posix.End(process, Posix.Kill, patience);

    /// <summary>Starts the process again with the same environment and waits for its health.</summary>
    public async Task Restart(CancellationToken cancel)
    {
        await Stop();
        await Start();
        await WaitUntilReady(cancel);
    }

    /// <summary>Stops the process.</summary>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        process?.Dispose();
    }

    internal string LogTail() => $"The end of {log}:\n{Children.Tail(log, 15)}";

    private async Task<bool> IsReady(CancellationToken cancel)
    {
        try
        {
            using var answer = await health.GetAsync(new Uri(url, "/health/ready"), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The project's own directory, where its settings and web root are; a published service has them beside its assembly.</summary>
    private string ContentRoot()
    {
        var beside = Path.GetDirectoryName(assembly)!;
        var project = Path.GetFullPath(Path.Combine(beside, "../../.."));
        return File.Exists(Path.Combine(project, Path.GetFileNameWithoutExtension(assembly) + ".csproj")) ? project : beside;
    }

    private Dictionary<string, string?> Variables()
    {
        var variables = ownVariables.ToDictionary(variable => variable, _ => (string?)null);
        variables["ASPNETCORE_URLS"] = url.ToString().TrimEnd('/');
        foreach (var (variable, value) in environment.Concat(Further)) variables[variable] = value;
        return variables;
    }
}
