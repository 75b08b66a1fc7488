using Npgsql;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Crashes;

/// <summary>Intake alone with a PostgreSQL of its own; it can be told at which place to die.</summary>
public sealed class MortalIntake : IAsyncLifetime
{
    private const int KilledBySignal9 = 128 + 9;

    private int before;

    public ServiceDeskInstance Instance { get; private set; } = null!;

    public NpgsqlDataSource Log { get; private set; } = null!;

    public Caller System => new(Instance, Instance.Accounts.Key("system"));

    private ServiceProcess Process => Instance["intake"];

    public async ValueTask InitializeAsync()
    {
        Instance = await ServiceDeskInstance.Start(
            ServiceDeskOptions.ForTest() with
            {
                Services = ["intake"],
                Environment = new Dictionary<string, string> { ["Mail__Organizations__demo.example"] = "demo", ["Duplicates__Suspect"] = "false" },
            }, CancellationToken.None);
        Log = NpgsqlDataSource.Create(Instance.Databases.ConnectionString("servicedesk_intake", "servicedesk_intake"));
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await Instance.DisposeAsync();
    }

    /// <summary>Starts the service again, which will kill itself at the n-th time it reaches the point.</summary>
    public async Task DieAt(string point, int n)
    {
        await Process.Kill();
        Process.Further = new Dictionary<string, string> { ["SERVICEDESK_CRASH_AT"] = $"{point}:{n}" };
        await Process.Restart(TestContext.Current.CancellationToken);
        before = Deaths(point);
    }

    /// <summary>Fails unless the service died at the point by its own hand.</summary>
    public async Task IsDead(string point)
    {
        await Eventually.Holds(() => !Process.IsRunning, $"Intake died at {point}");
        Process.ExitCode.ShouldBe(KilledBySignal9);
        Deaths(point).ShouldBe(before + 1);
    }

    /// <summary>Starts the service again as it always is.</summary>
    public async Task Live()
    {
        Process.Further = new Dictionary<string, string>();
        await Process.Restart(TestContext.Current.CancellationToken);
    }

    private int Deaths(string point) => File.ReadLines(Process.Log).Count(line => line == $"Crash point {point} reached.");
}
