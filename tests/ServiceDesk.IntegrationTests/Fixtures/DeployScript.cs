using System.Diagnostics;
using Npgsql;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>The scripts for operators, run against a server.</summary>
internal static class DeployScript
{
    /// <summary>Runs a script of <c>deploy/</c> until it ends; its output and its errors are one text.</summary>
    public static async Task<(int Code, string Output)> Run(this Desk desk, string administrator, string script, params string[] arguments)
    {
        var server = new NpgsqlConnectionStringBuilder(administrator);
        var start = new ProcessStartInfo("bash", [Path.Combine(desk.Options.Repository, "deploy", script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in ((string, string)[])
            [("PGHOST", server.Host!), ("PGPORT", $"{server.Port}"), ("PGUSER", server.Username!), ("PGPASSWORD", server.Password!)])
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
