using System.Globalization;
using Npgsql;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Fixtures;

/// <summary>The whole desk as real processes, started once; tests of this collection run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class DeskCollection : ICollectionFixture<Desk>
{
    public const string Name = "desk";
}

/// <summary>A second desk, for what looks at everything that a desk holds: it is killed, backed up, rebuilt and asked how it was.</summary>
[CollectionDefinition(Name)]
public sealed class TriedDeskCollection : ICollectionFixture<Desk>
{
    public const string Name = "tried desk";
}

/// <summary>A PostgreSQL of its own and the four services, each its own process, which may be killed and started again.</summary>
public sealed class Desk : IAsyncLifetime
{
    /// <summary>Intake's read models of its own log.</summary>
    private static readonly string[] ownReadModels =
        ["directory", "schedules", "channels", "channel_activity", "mail_threads", "held_mails", "outgoing_mails", "open_tickets", "suspicions", "webhooks"];

    private static string NewKey()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }

    private readonly Dictionary<string, NpgsqlDataSource> owners = [];
    private int people;

    public ServiceDeskInstance Instance { get; private set; } = null!;

    public ServiceDeskOptions Options { get; } = ServiceDeskOptions.ForTest() with
    {
        // Receivers of webhooks stand on this machine.
        Environment = new Dictionary<string, string> { ["Webhooks__AllowHttp"] = "true", ["Webhooks__TrustedHosts"] = "127.0.0.1", ["Ledger__SigningKey"] = NewKey() },
        Services = Databases.Logs,
    };

    /// <summary>The first admin, who may do everything.</summary>
    public Caller Admin => With(Instance.BootstrapKey);

    public async ValueTask InitializeAsync()
    {
        Instance = await ServiceDeskInstance.Start(Options, CancellationToken.None);
        foreach (var log in Databases.Logs)
        {
            var administrator = new NpgsqlConnectionStringBuilder(Instance.Databases.AdminConnectionString) { Database = $"servicedesk_{log}", MaxPoolSize = 5 };
            owners[log] = NpgsqlDataSource.Create(administrator.ConnectionString);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owner in owners.Values) await owner.DisposeAsync();
        await Instance.DisposeAsync();
    }

    /// <summary>Starts the database server again after it was killed.</summary>
    public async Task RestartDatabaseServer()
    {
        await Instance.Postgres!.Restart(CancellationToken.None);
        foreach (var owner in owners.Values) owner.Clear();
    }

    /// <summary>A service's database, as its owner.</summary>
    public NpgsqlDataSource this[string log] => owners[log];

    /// <summary>The development person of a role; the requester belongs to the organisation demo, the others to the provider.</summary>
    public Caller As(string role) => With(Instance.Accounts.Key(role));

    public Caller With(string key) => new(Instance, key);

    /// <summary>A new person with a key that every service knows.</summary>
    public async Task<Person> Register(string? organization, params string[] roles)
    {
        var number = Interlocked.Increment(ref people);
        var person = await Admin.Post("intake", "/people", new { name = $"Person {number}", email = $"person{number}-{Guid.NewGuid():N}@law.example", organization, roles });
        var id = person.Text("id");
        var key = await Admin.Post("intake", $"/people/{id}/keys", new { });
        var caller = With(key.Text("key"));
        foreach (var log in Databases.Logs)
            await Eventually.Holds(async () => (await caller.Get(log, "/tickets")).Status != 401, $"{log} knows the key");
        return new Person(id, key.Text("id"), caller);
    }

    /// <summary>The newest position of a log when everything has been reacted to.</summary>
    public async Task<long> Settled(string log)
    {
        await Quiet();
        return await Head(log);
    }

    /// <summary>Waits until every service has handled every event of the others, and its read models show it.</summary>
    public async Task Quiet()
    {
        (string Service, string Reaction, string[] Hears)[] subscriptions =
            [("intake", "mail", ["intake", "resolution"]), ("intake", "duplicates", ["intake"]), ("routing", "routing", ["intake", "resolution"]), ("routing", "escalation", ["resolution", "routing"]), ("routing", "reroute", ["routing"]),
             ("resolution", "case", ["intake", "routing"]), ("analytics", "ledger", ["intake", "routing", "resolution"])];
        (string Service, string Projection, string Log)[] readModels =
            [.. ownReadModels.Select(name => ("intake", name, "intake")), ("intake", "closed_tickets", "resolution"), ("intake", "report_deliveries", "analytics"), .. new[] { "intake", "routing", "resolution" }.Select(one => (one, "archived_tickets", "resolution")), ("routing", "ticket_words", "intake"), ("routing", "closings", "resolution"),
             ("routing", "routed", "routing"), ("routing", "work", "resolution"), ("routing", "coordination", "routing"), ("resolution", "cases", "resolution"), ("resolution", "ticket_clocks", "resolution"), ("resolution", "closing", "resolution"), ("resolution", "knowledge", "resolution"), ("resolution", "problems", "resolution"), ("resolution", "judged_incidents", "resolution"), ("resolution", "reported_incidents", "intake"),
             ("analytics", "ledger", "analytics"), ("analytics", "tree", "analytics"), ("analytics", "ledger_index", "analytics"), ("analytics", "ticket_spans", "analytics"), ("analytics", "facts", "analytics"), ("analytics", "registers", "analytics"), ("analytics", "score_points", "analytics"), .. Databases.Logs.Select(log => (log, "access", "intake"))];
        await Eventually.Holds(async () =>
        {
            var heads = new Dictionary<string, long>();
            foreach (var log in Databases.Logs) heads[log] = await Head(log);
            foreach (var service in Databases.Logs)
            {
                var positions = await Positions(service);
                if (subscriptions.Where(one => one.Service == service).Any(one => one.Hears.Any(log => positions[$"{one.Reaction}/{log}"] < heads[log]))) return false;
                if (readModels.Where(one => one.Service == service).Any(one => positions[one.Projection] < heads[one.Log])) return false;
            }
            if (await this["resolution"].Ask<bool>("select exists (select from served.ticket_clocks where alarm_at < clock_timestamp())")) return false;
            if (await this["routing"].Ask<bool>(StandsStill)) return false;
            foreach (var log in Databases.Logs)
            {
                if (await Head(log) != heads[log]) return false;
            }
            return true;
        }, "the desk is quiet");
    }

    /// <summary>How far a service's reactions, and its read models as they are served, have come: all at once, because it is asked for often.</summary>
    private async Task<Dictionary<string, long>> Positions(string service) => (await this[service].List<string>(
        "select name || ' ' || position from checkpoints where name like '%/%' union all select m.name || ' ' || c.position from checkpoints c join read_models m on m.live = c.name"))
        .Select(line => line.Split(' ')).ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture));

    /// <summary>Whether somebody is still to be told, by the rules that are shipped, that nobody works on a ticket.</summary>
    private const string StandsStill = """
        select exists (
          select from served.worked_tickets w join served.routed_tickets r using (id)
          where w.is_open and not w.imported and w.worked_at <= clock_timestamp() - interval '24 hours' and (w.waits_until is null or w.waits_until <= clock_timestamp())
            and r.reason <> 'imported'
            and not exists (select from served.escalations e where e.ticket = id and e.occasion = to_char(w.worked_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
        """;

    public Task<long> Head(string log) => this[log].Ask<long>("select coalesce(max(position), 0) from events");

    /// <summary>A ticket of an organisation, routed and opened as a case.</summary>
    public async Task<string> Ticket(string organization, string subject = "Printer")
    {
        var created = await Admin.Post("intake", "/tickets", new { kind = "incident", subject, category = "hardware", requester = new { name = "Li Na", organization } });
        created.Status.ShouldBe(201, created.Body);
        await Quiet();
        return created.Text("id");
    }
}

/// <summary>A registered person and the person's key.</summary>
public sealed record Person(string Id, string Key, Caller Caller);
