using System.Diagnostics;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>Runs a program to its end and returns what it wrote.</summary>
internal static class Tool
{
    public static async Task<string> Run(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new Failure($"{program} did not start.");
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? await output : throw new Failure($"{program} failed with exit code {process.ExitCode}:\n{await output}{await errors}");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => directory.Length > 0 && File.Exists(Path.Combine(directory, program)));
}
