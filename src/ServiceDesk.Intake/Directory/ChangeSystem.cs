using System.Globalization;
using System.Text.RegularExpressions;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Sets all that is known of a system or service that may fail.</summary>
internal sealed partial record ChangeSystem(
    string? Id, string? NameZh, string? NameEn, IReadOnlyList<string> Aliases, string? Organization, Importance Importance, string? Team, string? Category, bool Retired)
    : ICsvRow<ChangeSystem>
{
    private const int MostAliases = 50;

    public static CsvTable Table { get; } = new(
        [
            new("id", CellKind.Text), new("nameZh", CellKind.Text), new("nameEn", CellKind.Text), new("aliases", CellKind.Texts), new("organization", CellKind.Text),
            new("importance", CellKind.Text), new("team", CellKind.Text), new("category", CellKind.Text), new("retired", CellKind.Flag),
        ],
        ["id"]);

    public IEnumerable<string> Touches => [Id!];

    public static ChangeSystem Read(Input input)
    {
        var id = input.Text("id", 63);
        if (id is not null && !IdShape().IsMatch(id)) input.Refuse("id", Shape);
        var organization = HomeOrganization.Read(input);
        var command = new ChangeSystem(
            id, input.Text("nameZh", 200), input.Text("nameEn", 200), input.Texts("aliases", 200), organization, input.Word<Importance>("importance") ?? Importance.Normal,
            input.Text("team", 50), input.Text("category", 100), input.Truth("retired") ?? false);
        if (command.Aliases.Count > MostAliases) input.Refuse("aliases", string.Create(CultureInfo.InvariantCulture, $"are more than {MostAliases}"));
        return command;
    }

    public Decision Decide(AffectedSystem system, string id, Actor actor)
    {
        if (actor.Organization is { } bound && system.Current is { } theirs && theirs.Organization != bound)
        {
            return theirs.Organization is null
                ? Decision.Reject("provider-wide", "This system serves all organisations; the provider's own people keep it.")
                : Decision.Missing;
        }
        if (NameZh is null && NameEn is null) return Decision.Invalid("nameEn", "or nameZh is required");
        var changed = new SystemChanged(id, NameZh, NameEn, Aliases, Organization, Importance, Team, Category, Retired);
        return system.Current is { } now && now.Aliases.SequenceEqual(Aliases) && now with { Aliases = Aliases } == changed ? Decision.Nothing : Decision.Accept(changed);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/systems/{id}", async (string id, Body<ChangeSystem> body, Act act, DirectoryChanges changes, HttpResponse response, CancellationToken cancel) =>
        {
            if (!IdShape().IsMatch(id)) return Problem.Field("id", Shape);
            if (body.Value.Id is { } sent && sent != id) return Problem.Field("id", "is another than in the address");
            return (await changes.Change(body.Value with { Id = id }, act, act.IfMatch, cancel)).ToHttp(response, $"/systems/{id}");
        }).For(Roles.Admin, Roles.Lead).Accepts<ChangeSystem>("application/json").Produces<ChangeAnswer>().WithSummary("Sets what is known of a system or service.");

        routes.MapPost("/systems/csv", (HttpContext context, Act act, DirectoryChanges changes, CancellationToken cancel) =>
            CsvUpsert.Post<ChangeSystem>(context, act, row => changes.Change(row.Command!, act, null, cancel, row.Has), cancel))
            .For(Roles.Admin, Roles.Lead).Accepts<string>(CsvUpsert.MediaType).Produces<string>(200, CsvUpsert.AnswerType).WithSummary("Sets many systems from CSV.");
    }

    /// <summary>The same with the values of columns that the file does not have as they are.</summary>
    public ChangeSystem Keeping(SystemChanged now, Predicate<string> has) => this with
    {
        NameZh = has("nameZh") ? NameZh : now.NameZh,
        NameEn = has("nameEn") ? NameEn : now.NameEn,
        Aliases = has("aliases") ? Aliases : now.Aliases,
        Organization = has("organization") ? Organization : now.Organization,
        Importance = has("importance") ? Importance : now.Importance,
        Team = has("team") ? Team : now.Team,
        Category = has("category") ? Category : now.Category,
        Retired = has("retired") ? Retired : now.Retired,
    };

    private const string Shape = "must be a lower-case word of at most 63 letters, digits, dashes and dots";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,62}\z")]
    private static partial Regex IdShape();
}
