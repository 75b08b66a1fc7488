using System.Text.Json.Nodes;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Administration;

/// <summary>What can be chosen in the fields of a document, by the source of its field.</summary>
public sealed class Choices(IReadOnlyDictionary<string, IReadOnlyList<(string Value, string Text)>> known)
{
    public static Choices None { get; } = new(new Dictionary<string, IReadOnlyList<(string, string)>>());

    public IReadOnlyList<(string Value, string Text)> Of(string source) => known.GetValueOrDefault(source, []);

    /// <summary>Asks for what the fields need and nothing else; what cannot be had is chosen by its id.</summary>
    public static async Task<Choices> Load(IReadOnlyList<DocumentField> fields, ServicesClient services, Phrases say, CancellationToken cancel)
    {
        var sources = Sources(fields).Distinct().ToDictionary(source => source, source => Load(source, services, say, cancel));
        var known = new Dictionary<string, IReadOnlyList<(string Value, string Text)>>();
        foreach (var (source, loading) in sources) known[source] = await loading;
        return new(known);
    }

    private static IEnumerable<string> Sources(IReadOnlyList<DocumentField> fields) => fields.SelectMany(field => Sources(field.Fields).Append(field.Source)).OfType<string>();

    private static async Task<IReadOnlyList<(string Value, string Text)>> Load(string source, ServicesClient services, Phrases say, CancellationToken cancel) => source switch
    {
        "organizations" => [.. ((await services.Organizations(cancel)).Value?.Items ?? []).Select(one => (one.Id, one.Name))],
        "teams" => [.. ((await services.Teams(cancel)).Value?.Items ?? []).Select(one => (one.Id, one.Name))],
        "agents" => await Agents(services, cancel),
        "calendars" => [.. (await services.Items("Resolution", "/calendars", cancel)).Select(one => Text(one, "name")).Select(name => (name, name))],
        "skills" => [.. (await services.Items("Routing", "/skills", cancel)).Select(one => (Text(one, "id"), say.In(new Bilingual(Text(one?["names"], "zh"), Text(one?["names"], "en")))))],
        "requestTypes" => [.. ((await services.Catalogue(cancel)).Value?.Items ?? []).Select(one => (one.Id, say.In(one.Names)))],
        _ => throw new InvalidOperationException($"There are no choices called {source}."),
    };

    private static async Task<IReadOnlyList<(string Value, string Text)>> Agents(ServicesClient services, CancellationToken cancel)
    {
        string[] roles = ["agent", "lead", "admin"];
        var people = await Task.WhenAll(roles.Select(role => services.Items("Intake", $"/people?role={role}", cancel)));
        return [.. people.SelectMany(one => one).Select(one => (Value: Text(one, "id"), Text: Text(one, "name"))).Distinct().OrderBy(one => one.Text, StringComparer.CurrentCulture)];
    }

    private static string Text(JsonNode? of, string name) => DocumentJson.Text(of?[name]);
}
