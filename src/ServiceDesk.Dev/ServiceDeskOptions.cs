namespace ServiceDesk.Dev;

/// <summary>Which services to run, where their data and ports are, and where they were built.</summary>
public sealed record ServiceDeskOptions
{
    /// <summary>The services in the order of their ports.</summary>
    public static IReadOnlyList<string> AllServices { get; } = ["web", .. Databases.Logs];

    /// <summary>The directory for the cluster, logs, secrets and keys.</summary>
    public required string Data { get; init; }

    /// <summary>Web's port; the services follow it.</summary>
    public required int PortBase { get; init; }

    /// <summary>The directory that holds src/.</summary>
    public required string Repository { get; init; }

    /// <summary>Whether stopping deletes the data.</summary>
    public required bool Temporary { get; init; }

    /// <summary>The administrator's connection string of a server to use instead of a private cluster.</summary>
    public required string? Postgres { get; init; }

    /// <summary>The build configuration whose output is run.</summary>
    public string Configuration { get; init; } = "Release";

    /// <summary>The services to start.</summary>
    public IReadOnlyList<string> Services { get; init; } = AllServices;

    /// <summary>Further environment variables of every service.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where notices for people go.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>What the environment says: SERVICEDESK_DATA, SERVICEDESK_PORT_BASE and SERVICEDESK_POSTGRES.</summary>
    public static ServiceDeskOptions FromEnvironment()
    {
        var repository = FindRepository();
        return new ServiceDeskOptions
        {
            Repository = repository,
            Data = Path.GetFullPath(Variable("SERVICEDESK_DATA") ?? Path.Combine(repository, ".data")),
            PortBase = ReadPort(Variable("SERVICEDESK_PORT_BASE") ?? "5100"),
            Temporary = false,
            Postgres = Variable("SERVICEDESK_POSTGRES"),
            Say = Console.Error.WriteLine,
        };
    }

    /// <summary>A temporary directory, free ports and a private cluster of its own, as tests want it.</summary>
    public static ServiceDeskOptions ForTest()
    {
        var data = TemporaryDirectory.Create();
        return new ServiceDeskOptions
        {
            Repository = FindRepository(),
            Data = data,
            PortBase = FreePort.Near(data, AllServices.Count),
            Temporary = true,
            Postgres = null,
        };
    }

    internal Uri Url(string service) => new($"http://127.0.0.1:{PortBase + IndexOf(service)}");

    internal string Assembly(string service)
    {
        var project = $"ServiceDesk.{char.ToUpperInvariant(service[0])}{service[1..]}";
        return Path.Combine(Repository, "src", project, "bin", Configuration, "net10.0", project + ".dll");
    }

    private static int IndexOf(string service) =>
        AllServices.ToList().IndexOf(service) is >= 0 and var index ? index : throw new Failure($"There is no service {service}.");

    private static int ReadPort(string text) =>
        int.TryParse(text, out var port) && port is > 0 and < 65_530 ? port : throw new Failure($"SERVICEDESK_PORT_BASE is not a port: {text}");

    private static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string FindRepository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "ServiceDesk.sln"))) return directory.FullName;
        }
        return System.Environment.CurrentDirectory;
    }
}
