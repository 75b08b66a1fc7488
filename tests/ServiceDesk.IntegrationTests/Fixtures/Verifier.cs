using System.Diagnostics;
using ServiceDesk.Tests;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>The offline checker, run as a process of its own, as an auditor would.</summary>
internal static class Verifier
{
    /// <summary>The exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> Run(params string[] arguments)
    {
        using var checker = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (checker.StandardOutput.ReadToEndAsync(), checker.StandardError.ReadToEndAsync());
        await checker.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (checker.ExitCode, await output + await error);
    }

    /// <summary>Built together with the tests.</summary>
    private static string Program => Path.Combine(
        Repository.Root, "src", "ServiceDesk.Verify", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "ServiceDesk.Verify.dll");
}
