using System.Diagnostics;

namespace ServiceDesk.Dev;

/// <summary>Runs a system tool to its end.</summary>
internal static class Command
{
    internal sealed record Result(int ExitCode, string Output);

    internal static async Task<Result> Try(IReadOnlyList<string> command, string input, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start) ?? throw new Failure($"{command[0]} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
        return new Result(process.ExitCode, (await output + await errors).Trim());
    }

    internal static async Task<string> Run(IReadOnlyList<string> command, string input, CancellationToken cancel)
    {
        var result = await Try(command, input, cancel);
        return result.ExitCode == 0
            ? result.Output
            : throw new Failure($"{string.Join(' ', command)} failed with exit code {result.ExitCode}:\n{result.Output}");
    }

    internal static Task<string> Run(IReadOnlyList<string> command, CancellationToken cancel) => Run(command, "", cancel);
}
