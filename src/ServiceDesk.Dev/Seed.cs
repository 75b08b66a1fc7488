using System.Text.Json.Nodes;

namespace ServiceDesk.Dev;

/// <summary>The organisations, people, keys and teams of a development desk, made through the services' own APIs.</summary>
internal static class Seed
{
    internal const string Organization = "demo";

    private sealed record Person(string User, string Name, string Role, string? Organization = null);

    private sealed record Customer(string Id, string Name, string Domain, string Language, string TimeZone, string Level);

    private sealed record Affected(string Id, string NameZh, string NameEn, string[] Aliases, string Importance, string Team, string Category);

    private sealed record Team(string Id, string Name, string Category, string[] Members);

    private static readonly Person[] onePerRole =
    [
        new("system", "Monitoring 监控系统", "system"),
        new("requester", "Li Na 李娜", "requester", Organization),
        new("agent", "Ada Lovelace", "agent"),
        new("lead", "Zhang Wei 张伟", "lead"),
        new("auditor", "Grace Hopper", "auditor"),
        new("analyst", "Chen Jing 陈静", "analyst"),
        new("admin", "Wang Fang 王芳", "admin"),
    ];

    private static readonly Person[] moreAgents =
    [
        new("liu.yang", "Liu Yang 刘洋", "agent"),
        new("emma.brown", "Emma Brown", "agent"),
        new("zhao.min", "Zhao Min 赵敏", "agent"),
        new("noah.fischer", "Noah Fischer", "agent"),
        new("sun.li", "Sun Li 孙丽", "agent"),
        new("oliver.smith", "Oliver Smith", "agent"),
        new("zhou.tao", "Zhou Tao 周涛", "agent"),
        new("sofia.rossi", "Sofia Rossi", "agent"),
        new("wu.hao", "Wu Hao 吴昊", "agent"),
    ];

    private static readonly Team[] teams =
    [
        new("hardware", "Hardware 硬件组", "hardware", ["liu.yang", "emma.brown"]),
        new("software", "Software 软件组", "software", ["agent", "zhao.min", "noah.fischer"]),
        new("network", "Network 网络组", "network", ["sun.li", "oliver.smith"]),
        new("account", "Accounts 账号组", "account", ["zhou.tao", "sofia.rossi"]),
        new("service-desk", "Service desk 服务台", "other", ["agent", "wu.hao"]),
    ];

    private static readonly Customer[] customers =
    [
        new(Organization, "Demo Ltd 演示公司", "demo.example", "zh", "Asia/Shanghai", "gold"),
        new("acme", "Acme 顶点公司", "acme.example", "en", "Europe/Berlin", "silver"),
    ];

    private static readonly Affected[] systems =
    [
        new("vpn", "远程接入", "Remote access (VPN)", ["vpn-gw-1"], "high", "network", "network"),
        new("erp", "企业资源计划", "ERP", ["SAP"], "high", "software", "software"),
        new("mail", "邮件", "Mail", ["email", "邮箱"], "normal", "software", "software"),
        new("printers", "打印机", "Printers", ["printer", "打印"], "low", "hardware", "hardware"),
    ];

    internal static async Task Run(Accounts accounts, string bootstrapKey, Uri intake, Uri? routing, CancellationToken cancel)
    {
        var admin = new Api(intake, bootstrapKey);
        await All(customers, customer => accounts.Once($"organization:{customer.Id}", () => AddOrganization(admin, customer.Id, customer.Name, cancel)));
        await All(onePerRole.Concat(moreAgents), person => accounts.Once($"person:{person.User}", () => AddPerson(admin, person, cancel)));
        foreach (var person in onePerRole) await accounts.Once($"key:{person.User}", () => AddKey(accounts, admin, person, cancel));
        if (!accounts.AreComplete) await Save(accounts);
        await All(customers, customer => accounts.Once($"customer:{customer.Id}", () => DescribeOrganization(admin, customer, cancel)));
        await All(systems, system => accounts.Once($"system:{system.Id}", () => AddSystem(admin, system, cancel)));
        await accounts.Once("requester:demo", () => DescribeRequester(admin, onePerRole.Single(person => person.Organization == Organization), cancel));
        if (routing is null) return;
        await All(teams, team => accounts.Once($"team:{team.Id}", () => AddTeam(accounts, new Api(routing, bootstrapKey), team, cancel)));
    }

    private static Task All<T>(IEnumerable<T> items, Func<T, Task> make) => Task.WhenAll(items.Select(make));

    /// <summary>Keys are recorded in order, so a service that knows the last one knows them all.</summary>
    internal static Task WaitUntilKnown(Accounts accounts, Uri service, string path, CancellationToken cancel) =>
        new Api(service, accounts.Key(onePerRole[^1].Role)).WaitUntilKnown(path, cancel);

    private static async Task<string> AddOrganization(Api admin, string id, string name, CancellationToken cancel)
    {
        await admin.Send(HttpMethod.Post, "/organizations", new JsonObject { ["id"] = id, ["name"] = name }, $"development-{id}", cancel);
        return id;
    }

    private static async Task<string> DescribeOrganization(Api admin, Customer customer, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["name"] = customer.Name,
            ["domains"] = new JsonArray(customer.Domain),
            ["contract"] = new JsonObject { ["reference"] = $"SD-{customer.Id}", ["level"] = customer.Level, ["validFrom"] = "2026-01-01" },
            ["language"] = customer.Language,
            ["timeZone"] = customer.TimeZone,
        };
        await admin.Send(HttpMethod.Put, $"/organizations/{customer.Id}", body, null, cancel);
        return customer.Id;
    }

    private static async Task<string> AddSystem(Api admin, Affected system, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["nameZh"] = system.NameZh,
            ["nameEn"] = system.NameEn,
            ["aliases"] = new JsonArray([.. system.Aliases.Select(alias => JsonValue.Create(alias))]),
            ["importance"] = system.Importance,
            ["team"] = system.Team,
            ["category"] = system.Category,
        };
        await admin.Send(HttpMethod.Put, $"/systems/{system.Id}", body, null, cancel);
        return system.Id;
    }

    private static async Task<string> DescribeRequester(Api admin, Person person, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["organization"] = person.Organization,
            ["name"] = person.Name,
            ["emails"] = new JsonArray(Email(person)),
            ["phones"] = new JsonArray("+86 21 5555 0100"),
            ["language"] = "zh",
            ["department"] = "财务部",
        };
        return (await admin.Send(HttpMethod.Put, "/requesters", body, null, cancel)).Text("id");
    }

    private static string Email(Person person) => $"{person.User}@servicedesk.example";

    /// <summary>An interrupted earlier start may have made the person without noting it: under the same key, the first answer comes again.</summary>
    private static async Task<string> AddPerson(Api admin, Person person, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["name"] = person.Name,
            ["email"] = Email(person),
            ["organization"] = person.Organization,
            ["roles"] = new JsonArray(person.Role),
        };
        return (await admin.Send(HttpMethod.Post, "/people", body, $"development-{person.User}", cancel)).Text("id");
    }

    private static async Task<string> AddKey(Accounts accounts, Api admin, Person person, CancellationToken cancel)
    {
        var path = $"/people/{await Id(accounts, person.User)}/keys";
        return (await admin.Send(HttpMethod.Post, path, new JsonObject(), null, cancel)).Text("key");
    }

    private static async Task<string> AddTeam(Accounts accounts, Api admin, Team team, CancellationToken cancel)
    {
        var members = new JsonArray();
        foreach (var user in team.Members) members.Add(await Id(accounts, user));
        var body = new JsonObject { ["name"] = team.Name, ["categories"] = new JsonArray(team.Category), ["members"] = members };
        await admin.Send(HttpMethod.Put, $"/teams/{team.Id}", body, null, cancel);
        return team.Id;
    }

    private static async Task Save(Accounts accounts)
    {
        var keys = new JsonObject();
        var signIns = new JsonArray();
        foreach (var person in onePerRole)
        {
            keys[person.Role] = await Kept(accounts, $"key:{person.User}");
            signIns.Add(new JsonObject
            {
                ["name"] = person.Name,
                ["user"] = person.User,
                ["password"] = Secrets.Token(9),
                ["person"] = await Id(accounts, person.User),
                ["roles"] = new JsonArray(person.Role),
                ["organization"] = person.Organization,
                ["email"] = Email(person),
            });
        }
        accounts.Save(keys, signIns);
    }

    private static Task<string> Id(Accounts accounts, string user) => Kept(accounts, $"person:{user}");

    private static Task<string> Kept(Accounts accounts, string step) => accounts.Once(step, () => throw new InvalidOperationException($"{step} was not done."));
}
