using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution.Diagnosis;

/// <summary>Defines the next version of the playbooks, complete. Tickets keep the version under which they were opened.</summary>
internal sealed partial record DefinePlaybooks(Instant? EffectiveFrom, IReadOnlyList<Playbook> Playbooks) : IDefine<DefinePlaybooks, PlaybookHistory>
{
    private const int MostItems = 100;

    public static DefinePlaybooks Read(Input input)
    {
        var command = new DefinePlaybooks(input.Instant("effectiveFrom"), input.Objects("playbooks", 50, ReadPlaybook));
        if (input.Refuses("playbooks")) return command;
        foreach (var missing in Catalogue.Categories.Where(category => command.Playbooks.All(one => one.Category != category)))
            input.Refuse("playbooks", $"must hold one for {missing}, one of the desk's categories");
        for (var i = 0; i < command.Playbooks.Count; i++) Check(input, $"playbooks[{i}]", command.Playbooks[i], [.. command.Playbooks.Take(i)]);
        return command;
    }

    public Decision Decide(PlaybookHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now,
        (version, from) => new PlaybooksDefined(version, from, Playbooks, by, now),
        (one, other) => Content(one.Playbooks) == Content(other.Playbooks));

    public static void Map(IEndpointRouteBuilder routes) => Define.Map<DefinePlaybooks, PlaybookHistory, PlaybooksDefined, Playbooks>(routes, "/playbooks", "The playbooks are those of all organisations; yours is one.", Roles.Lead, Roles.Admin)
            .WithSummary("Defines the next version of the playbooks.");

    private static Playbook ReadPlaybook(Input input) => new(input.RequiredText("category", 50), input.Objects("items", MostItems, ReadItem));

    private static PlaybookItem ReadItem(Input input)
    {
        var texts = input.Object("texts", both => new Bilingual(both.RequiredText("zh", 1000), both.RequiredText("en", 1000)));
        if (texts is null) input.Require("texts");
        return new PlaybookItem(input.RequiredText("code", 50), texts ?? new Bilingual("", ""));
    }

    private static void Check(Input input, string path, Playbook playbook, IReadOnlyList<Playbook> before)
    {
        if (playbook.Category.Length > 0 && !Catalogue.Categories.Contains(playbook.Category)) Refuse($"{path}.category", $"must be one of {string.Join(", ", Catalogue.Categories)}");
        else if (before.Any(one => one.Category == playbook.Category)) Refuse($"{path}.category", "is used twice");
        if (playbook.Items.Count == 0) Refuse($"{path}.items", "must hold at least one item");
        var codes = new HashSet<string>();
        for (var i = 0; i < playbook.Items.Count; i++)
        {
            var code = playbook.Items[i].Code;
            if (code.Length == 0) continue;
            if (!CodeShape().IsMatch(code)) Refuse($"{path}.items[{i}].code", "must be a lower-case word of letters, digits and dashes");
            else if (!codes.Add(code)) Refuse($"{path}.items[{i}].code", "is used twice");
        }

        void Refuse(string field, string reason)
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
    }

    private static string Content(IReadOnlyList<Playbook> playbooks) => JsonSerializer.Serialize(playbooks, HttpJson.Options);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex CodeShape();
}
