using System.Collections.Concurrent;
using System.Diagnostics;

namespace ServiceDesk.Dev;

/// <summary>Starts processes that write to a log file, ignore the terminal's Ctrl-C, and end when this process ends, however it ends.</summary>
internal static class Children
{
    private static readonly BlockingCollection<Action> work = [];

    // The kernel sends the death signal when the thread that started a child ends, and pool threads come and go.
    static Children() => new Thread(() =>
    {
        foreach (var start in work.GetConsumingEnumerable()) start();
    })
    { IsBackground = true, Name = "starts children" }.Start();

    internal sealed record Child(string Log, string DeathSignal, string WorkingDirectory, IReadOnlyList<string> Command)
    {
        public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

        /// <summary>Further arguments of setpriv: as whom the child runs.</summary>
        public IReadOnlyList<string> Identity { get; init; } = [];
    }

    internal static async Task<Process> Start(Child child)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(child.Log)!);
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(Describe(child))!);
            }
            catch (Exception failure)
            {
                started.SetException(failure);
            }
        });
        return await started.Task;
    }

    /// <summary>The end of a log, for a message about a child that died.</summary>
    internal static string Tail(string log, int lines) =>
        File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(lines)) : "(no log)";

    private static ProcessStartInfo Describe(Child child)
    {
        string[] wrapper = ["-c", "exec \"${@:2}\" >>\"$1\" 2>&1 </dev/null", "child", child.Log];
        string[] detached = ["setsid", "setpriv", $"--pdeathsig={child.DeathSignal}"];
        var info = new ProcessStartInfo("bash", [.. wrapper, .. detached, .. child.Identity, "--", .. child.Command])
        {
            WorkingDirectory = child.WorkingDirectory,
        };
        foreach (var (name, value) in child.Environment) info.Environment[name] = value;
        return info;
    }
}
