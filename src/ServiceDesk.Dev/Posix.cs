using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ServiceDesk.Dev;

/// <summary>Signals, and what /proc tells about processes.</summary>
internal static class Posix
{
    internal const int Interrupt = 2;
    internal const int Kill = 9;
    internal const int Terminate = 15;

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);

    /// <summary>A process that is gone already needs no signal.</summary>
    internal static void Signal(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>The processes of a name whose working directory is the given one (its real path).</summary>
    internal static List<int> Processes(string name, string workingDirectory)
    {
        var found = new List<int>();
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), out var process)) continue;
            try
            {
                if (File.ReadAllText(Path.Combine(entry, "comm")).TrimEnd() != name) continue;
                if (new FileInfo(Path.Combine(entry, "cwd")).LinkTarget == workingDirectory) found.Add(process);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or belongs to someone else.
            }
        }
        return found;
    }

    internal static async Task<bool> WaitForEnd(Process process, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Asks a child to end and makes it end when it does not within the given time.</summary>
    internal static async Task End(Process process, int signal, TimeSpan patience)
    {
        if (process.HasExited) return;
        Signal(process.Id, signal);
        if (await WaitForEnd(process, patience)) return;
        Signal(process.Id, Kill);
        await process.WaitForExitAsync();
    }
}
