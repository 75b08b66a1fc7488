using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

[assembly: AssemblyFixture(typeof(Cluster))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>The PostgreSQL server of all tests that need no services: SERVICEDESK_TEST_POSTGRES names an administrator's connection, else a private cluster is started.</summary>
public sealed class Cluster : IAsyncLifetime
{
    private PostgresCluster? own;

    public Databases Databases { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("SERVICEDESK_TEST_POSTGRES") is { Length: > 0 } server)
        {
            Databases = new Databases(server, Secrets.Open(Directory.CreateTempSubdirectory("servicedesk-").FullName));
            return;
        }
        own = await PostgresCluster.StartTemporary(CancellationToken.None);
        Databases = own.Databases;
    }

    public async ValueTask DisposeAsync()
    {
        if (own is not null) await own.DisposeAsync();
        else Directory.Delete(Databases.Secrets.Directory, recursive: true);
    }
}
