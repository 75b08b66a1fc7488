using System.Reflection;
using System.Xml.Linq;
using ServiceDesk.Contracts;

namespace ServiceDesk.Tests;

/// <summary>Who may know whom.</summary>
public class ProjectReferenceTests
{
    private static readonly string[] services = ["Intake", "Routing", "Resolution", "Analytics"];
    private static readonly string[] ofAService = ["Contracts", "Calendar", "Rules", "EventStore", "Messaging", "Hosting"];

    private static readonly Dictionary<string, string[]> allowed = new()
    {
        ["Contracts"] = [],
        ["Calendar"] = [],
        ["Rules"] = [],
        ["Proofs"] = [],
        ["EventStore"] = [],
        ["Messaging"] = ["Contracts", "EventStore"],
        ["Hosting"] = ["Messaging"],
        ["Intake"] = ofAService,
        ["Routing"] = ofAService,
        ["Resolution"] = ofAService,
        ["Analytics"] = [.. ofAService, "Proofs"],
        ["Web"] = ["Contracts", "Hosting", "Proofs"],
        ["Dev"] = [],
        ["Verify"] = ["Proofs"],
    };

    /// <summary>The packages of those that must stay free of anything else; analysers are no references.</summary>
    private static readonly Dictionary<string, string[]> packages = new()
    {
        ["Contracts"] = ["NodaTime"],
        ["Calendar"] = ["NodaTime"],
        ["Rules"] = ["NodaTime"],
        ["Proofs"] = [],
        ["Verify"] = [],
        ["EventStore"] = ["NodaTime", "Npgsql"],
        ["Messaging"] = ["RabbitMQ.Client"],
    };

    private static readonly Assembly[] loaded =
    [
        typeof(TicketSubmitted).Assembly, typeof(Calendar.WorkCalendar).Assembly, typeof(Rules.PriorityMatrix).Assembly, typeof(ServiceDesk.Proofs.MerkleHash).Assembly, typeof(EventStore.Journal).Assembly,
        typeof(Messaging.DeskTypes).Assembly, typeof(ServiceDesk.Hosting.Actor).Assembly, typeof(ServiceDesk.Web.Texts).Assembly, .. Desk.Services,
    ];

    [Fact]
    public void Every_project_has_a_rule() => Directory.GetFiles(Source, "*.csproj", SearchOption.AllDirectories)
        .Select(Path.GetFileNameWithoutExtension).ShouldBe(allowed.Keys.Select(name => $"ServiceDesk.{name}"), ignoreOrder: true);

    [Fact]
    public void Every_project_refers_to_those_it_may_know_only()
    {
        foreach (var (project, others) in allowed) Items(project, "ProjectReference").Select(Short).Except(others).ShouldBeEmpty(project);
    }

    [Fact]
    public void The_pure_projects_and_the_store_take_no_other_package()
    {
        foreach (var (project, names) in packages) Items(project, "PackageReference").Except(names).ShouldBeEmpty(project);
        foreach (var project in packages.Keys) Items(project, "FrameworkReference").ShouldBeEmpty(project);
    }

    [Fact]
    public void No_built_service_knows_another()
    {
        foreach (var service in Desk.Services)
            References(service).Intersect(services).Except([Short(service.GetName().Name!)]).ShouldBeEmpty(service.GetName().Name);
    }

    [Fact]
    public void Every_built_assembly_knows_what_its_project_may_reach_only()
    {
        foreach (var assembly in loaded)
        {
            var name = Short(assembly.GetName().Name!);
            References(assembly).Except(Reach(name)).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public void Built_contracts_calendar_and_rules_know_nothing_but_time()
    {
        foreach (var assembly in loaded.Where(one => Short(one.GetName().Name!) is "Contracts" or "Calendar" or "Rules" or "Proofs"))
        {
            var foreign = assembly.GetReferencedAssemblies().Select(one => one.Name!).Where(one => !one.StartsWith("System.", StringComparison.Ordinal));
            foreign.Except(["NodaTime"]).ShouldBeEmpty(assembly.GetName().Name);
        }
    }

    private static string Source => Path.Combine(Repository.Root, "src");

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Load(Path.Combine(Source, $"ServiceDesk.{project}", $"ServiceDesk.{project}.csproj"))
            .Descendants(item).Select(one => one.Attribute("Include")!.Value);

    private static string Short(string name) =>
        Path.GetFileName(name).Replace("ServiceDesk.", "", StringComparison.Ordinal).Replace(".csproj", "", StringComparison.Ordinal);

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(one => one.Name!).Where(one => one.StartsWith("ServiceDesk.", StringComparison.Ordinal)).Select(Short);

    private static IEnumerable<string> Reach(string project) => allowed[project].Concat(allowed[project].SelectMany(Reach)).Distinct();
}
