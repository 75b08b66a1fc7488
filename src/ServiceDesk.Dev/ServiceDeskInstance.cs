using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ServiceDesk.Dev;

/// <summary>A whole service desk: PostgreSQL, databases, keys and one process per service; all of it ends with this process.</summary>
public sealed class ServiceDeskInstance : IAsyncDisposable
{
    private readonly ServiceDeskOptions options;
    private readonly Dictionary<string, ServiceProcess> services;

    private ServiceDeskInstance(ServiceDeskOptions options, PostgresCluster? postgres, Databases databases)
    {
        this.options = options;
        Postgres = postgres;
        Databases = databases;
        Accounts = new Accounts(options.Data);
        services = options.Services.ToDictionary(name => name, Describe);
    }

    /// <summary>The private cluster; null when a server of one's own is used.</summary>
    public PostgresCluster? Postgres { get; }

    /// <summary>The databases of the services.</summary>
    public Databases Databases { get; }

    /// <summary>The development people, their API keys and sign-ins.</summary>
    public Accounts Accounts { get; }

    /// <summary>The service processes by name.</summary>
    public IReadOnlyDictionary<string, ServiceProcess> Services => services;

    /// <summary>The first admin key, whose hash Intake was started with.</summary>
    public string BootstrapKey => Databases.Secrets.Get("bootstrapKey", () => "sdk_" + Secrets.Token(32));

    /// <summary>The service's process.</summary>
    public ServiceProcess this[string service] => services[service];

    /// <summary>Starts everything, waits for health, and makes the development accounts when Intake is among the services.</summary>
    public static async Task<ServiceDeskInstance> Start(ServiceDeskOptions options, CancellationToken cancel)
    {
        var cluster = options.Postgres is null ? await PostgresCluster.Start(options.Data, temporary: options.Temporary, options.Say, cancel) : null;
        var databases = cluster?.Databases ?? new Databases(options.Postgres!, Secrets.Open(options.Data));
        var instance = new ServiceDeskInstance(options, cluster, databases);
        try
        {
            await databases.PrepareAll(cancel);
            await instance.StartServices(cancel);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the services, then PostgreSQL; temporary data is deleted.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(services.Values.Select(service => service.DisposeAsync().AsTask()));
        if (Postgres is not null) await Postgres.DisposeAsync();
        else if (options.Temporary) Directory.Delete(options.Data, recursive: true);
    }

    /// <summary>Web reads the accounts when it starts, so on the first start it comes last.</summary>
    private async Task StartServices(CancellationToken cancel)
    {
        var webWaits = !Accounts.AreComplete;
        await StartAndWait(services.Values.Where(service => service.Name != "web" || !webWaits), cancel);
        if (services.ContainsKey("intake")) await MakeAccounts(cancel);
        if (webWaits) await StartAndWait(services.Values.Where(service => service.Name == "web"), cancel);
    }

    private async Task MakeAccounts(CancellationToken cancel)
    {
        await Seed.Run(Accounts, BootstrapKey, options.Url("intake"), services.ContainsKey("routing") ? options.Url("routing") : null, cancel);
        foreach (var (service, path) in new[] { ("routing", "/teams"), ("resolution", "/tickets?limit=1"), ("analytics", "/audit/events?limit=1") })
        {
            if (services.ContainsKey(service)) await Seed.WaitUntilKnown(Accounts, options.Url(service), path, cancel);
        }
    }

    private static async Task StartAndWait(IEnumerable<ServiceProcess> chosen, CancellationToken cancel)
    {
        var starting = chosen.ToList();
        foreach (var service in starting) await service.Start();
        await Task.WhenAll(starting.Select(service => service.WaitUntilReady(cancel)));
    }

    private ServiceProcess Describe(string service)
    {
        var environment = service == "web" ? WebEnvironment() : LogEnvironment(service);
        foreach (var (name, value) in options.Environment) environment[name] = value;
        return new ServiceProcess(service, options.Url(service), options.Assembly(service), environment, Path.Combine(options.Data, "logs", service + ".log"));
    }

    private Dictionary<string, string> LogEnvironment(string service)
    {
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Log"] = Connection($"servicedesk_{service}", $"servicedesk_{service}", connections: 24),
            ["Access__WebPublicKey"] = WebKeys.Public(Databases.Secrets),
        };
        foreach (var other in Databases.Logs.Where(other => other != service))
        {
            environment[$"ConnectionStrings__Feed_{other}"] = Connection($"servicedesk_{other}", Databases.FeedRole, connections: 6);
        }
        if (service == "intake")
        {
            environment["Mail__Address"] = "desk@servicedesk.example";
            environment["Mail__Portal"] = options.Url("web").ToString().TrimEnd('/');
            environment["Attachments__Directory"] = Path.Combine(options.Data, "attachments");
            environment["Intake__BootstrapKeyHash"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(BootstrapKey)));
            environment["Intake__PersonSecret"] = Databases.Secrets.Get("personSecret", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }
        if (service == "analytics")
        {
            environment["Ledger__SigningKey"] = LedgerKeys.Private(Databases.Secrets);
            if (LedgerKeys.Previous(Databases.Secrets) is { } previous) environment["Ledger__PreviousSigningKey"] = previous;
            environment["Ledger__HeadsFile"] = Path.Combine(options.Data, "ledger-heads.jsonl");
        }
        return environment;
    }

    private Dictionary<string, string> WebEnvironment()
    {
        var keys = Path.Combine(options.Data, "web-keys");
        Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Web"] = Connection("servicedesk_web", "servicedesk_web", connections: 20),
            ["Web__SigningKey"] = WebKeys.Private(Databases.Secrets),
            ["Web__KeysPath"] = keys,
            ["Web__DevelopmentAccounts"] = Accounts.SignInsPath,
        };
        foreach (var service in Databases.Logs)
        {
            environment[$"Services__{char.ToUpperInvariant(service[0])}{service[1..]}"] = options.Url(service).ToString().TrimEnd('/');
        }
        return environment;
    }

    /// <summary>The pools of all services together stay below the server's connection limit.</summary>
    private string Connection(string database, string user, int connections) =>
        new NpgsqlConnectionStringBuilder(Databases.ConnectionString(database, user)) { MaxPoolSize = connections }.ConnectionString;
}
