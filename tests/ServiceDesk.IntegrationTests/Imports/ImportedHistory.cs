using System.Diagnostics;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Imports;

/// <summary>A desk for the real log: its 1,500 incidents would weigh on whatever else is done on a desk.</summary>
[CollectionDefinition(Name)]
public sealed class ImportedHistoryCollection : ICollectionFixture<ImportedHistory>
{
    public const string Name = "imported history";
}

/// <summary>The real log of 1,500 incidents, when it lies beside the repository; it is imported once, for an organisation of its own.</summary>
public sealed class ImportedHistory : IAsyncLifetime
{
    private Task<(int Exit, string Summary)>? imported;

    public Desk Desk { get; } = new();

    /// <summary>The organisation that the tickets are of, and the name of the source.</summary>
    public string Organization { get; } = $"log-{Guid.NewGuid():N}"[..20];

    public string File => Path.Combine(
        Environment.GetEnvironmentVariable("SERVICEDESK_SHARED_DATA") is { Length: > 0 } named ? named : Path.Combine(Desk.Options.Repository, "../shared/data"), "incidents-itsm.csv");

    public ValueTask InitializeAsync() => Desk.InitializeAsync();

    public ValueTask DisposeAsync() => Desk.DisposeAsync();

    public void SkipWithoutLog() => Assert.SkipUnless(System.IO.File.Exists(File), $"{File} is not here; SERVICEDESK_SHARED_DATA names its folder.");

    /// <summary>What the first import of the whole log said.</summary>
    public Task<(int Exit, string Summary)> Imported() => imported ??= ImportForOrganization();

    /// <summary>Imports the whole log once more.</summary>
    public Task<(int Exit, string Summary)> ImportAgain() => Import(File, Organization, "--organization", Organization);

    /// <summary>Imports a file with the program that operators use: its exit code, and the last that it said.</summary>
    public async Task<(int Exit, string Summary)> Import(string file, string source, params string[] more)
    {
        var launcher = Path.Combine(Desk.Options.Repository, "src/ServiceDesk.Dev/bin", Desk.Options.Configuration, "net10.0/ServiceDesk.Dev.dll");
        var (exit, _, said) = await Run(
            "dotnet", [launcher, "import-history", file, "--source", source, "--url", Desk.Instance["intake"].Url.ToString(), "--key", Desk.Instance.Accounts.Key("system"), .. more]);
        return (exit, said.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "");
    }

    /// <summary>The exit code of a program, its output and its complaints.</summary>
    public static async Task<(int Exit, string Output, string Errors)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }

    private async Task<(int Exit, string Summary)> ImportForOrganization()
    {
        (await Desk.Admin.Post("intake", "/organizations", new { id = Organization, name = Organization })).Status.ShouldBeLessThan(300);
        return await ImportAgain();
    }
}
