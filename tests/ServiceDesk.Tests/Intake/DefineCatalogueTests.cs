using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Catalogue;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Catalogue.CatalogueHistory>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DefineCatalogueTests
{
    private static readonly DefineCatalogue shipped = new(null, ShippedCatalogue.Definition.Categories, ShippedCatalogue.Definition.RequestTypes);
    private static readonly DefineCatalogue smaller = shipped with { RequestTypes = [.. shipped.RequestTypes.Take(3)] };

    [Fact]
    public void The_next_version_is_recorded_whole() => Given()
        .When(history => smaller.Decide(history, Root.Id, Opened))
        .Then(new CatalogueDefined(2, Opened, smaller.Categories, smaller.RequestTypes, Root.Id, Opened));

    [Fact]
    public void A_version_may_wait_for_its_instant() => Given(Version(2, Opened))
        .When(history => (shipped with { EffectiveFrom = At(60) }).Decide(history, Root.Id, At(1)))
        .Then(new CatalogueDefined(3, At(60), shipped.Categories, shipped.RequestTypes, Root.Id, At(1)));

    [Fact]
    public void What_is_in_effect_already_is_not_defined_again() => Given(Version(2, Opened))
        .When(history => Sent.Read<DefineCatalogue>(Json(smaller)).Decide(history, Root.Id, At(1)))
        .ThenNothing();

    [Fact]
    public void The_order_in_which_the_values_of_a_template_come_back_makes_no_difference()
    {
        DefineCatalogue With(params string[] names) => smaller with
        {
            RequestTypes = [smaller.RequestTypes[0] with { Templates = [new("usual", new("常用", "Usual"), "A chair", null, names.ToDictionary(name => name, _ => "low"))] }],
        };

        Given(Version(2, Opened) with { RequestTypes = With("urgency", "affectedSystem").RequestTypes })
            .When(history => With("affectedSystem", "urgency").Decide(history, Root.Id, At(1)))
            .ThenNothing();
    }

    [Fact]
    public void No_version_takes_effect_in_the_past() => Given()
        .When(history => (smaller with { EffectiveFrom = At(-1) }).Decide(history, Root.Id, Opened))
        .ThenInvalid("effectiveFrom");

    [Theory]
    [InlineData(null)]
    [InlineData(30)]
    [InlineData(60)]
    public void A_version_takes_effect_after_the_one_before(int? minutes) => Given(Version(2, At(60)))
        .When(history => (shipped with { EffectiveFrom = minutes is { } later ? At(later) : null }).Decide(history, Root.Id, At(1)))
        .ThenInvalid("effectiveFrom");

    [Fact]
    public void The_shipped_version_could_be_sent_as_it_is_shown()
    {
        var sent = Sent.Read<DefineCatalogue>(Json(shipped));

        Json(sent).ShouldBe(Json(shipped));
        CatalogueRules.Check(sent.Categories, sent.RequestTypes).ShouldBeEmpty();
        Rules.Catalogue.Categories.ShouldBeSubsetOf(sent.Categories.Where(one => one.Parent is null).Select(one => one.Id));
    }

    [Fact]
    public void A_version_read_back_from_the_log_is_the_same()
    {
        var version = Version(2, Opened);

        JsonSerializer.Serialize(Reread(version), Types.Json).ShouldBe(JsonSerializer.Serialize(version, Types.Json));
    }

    public static TheoryData<string, string, string[]> Wrong() => new()
    {
        { "categories", "[]", ["categories", "requestTypes[1].templates[0].values.category", "requestTypes[2].defaults.category", "requestTypes[3].defaults.category"] },
        { "categories[4].id", "\"hardware\"", ["categories[4].id", "categories[5].parent", "categories[6].parent", "categories[7].parent", "categories", "requestTypes[3].defaults.category"] },
        { "categories[1].parent", "\"planet\"", ["categories[1].parent"] },
        { "categories[1].parent", "\"computer\"", ["categories[1].parent"] },
        { "categories[0].parent", "\"other\"", ["categories[0].parent"] },
        { "categories[1].id", "\"Computer\"", ["categories[1].id"] },
        { "categories[1].names", "{\"zh\":\"电脑\"}", ["categories[1].names.en"] },
        { "categories[1].names", "null", ["categories[1].names"] },
        { "categories[1].colour", "\"red\"", ["categories[1].colour"] },
        { "categories[1]", "7", ["categories[1]"] },
        { "requestTypes", "[]", ["requestTypes"] },
        { "requestTypes[1].id", "\"full\"", ["requestTypes[1].id"] },
        { "requestTypes[0].kind", "\"problem\"", ["requestTypes[0].kind"] },
        { "requestTypes[0].required", "[\"colour\"]", ["requestTypes[0].required"] },
        { "requestTypes[0].required", "[\"impact\",\"impact\"]", ["requestTypes[0].required"] },
        { "requestTypes[0].defaults", "{\"impact\":\"person\",\"category\":\"planet\"}", ["requestTypes[0].defaults.category", "requestTypes[0].defaults.impact"] },
        { "requestTypes[2].fields[0].name", "\"serial number\"", ["requestTypes[2].fields[0].name"] },
        { "requestTypes[2].fields[0].name", "\"verification\"", ["requestTypes[2].fields[1].name"] },
        { "requestTypes[2].fields[0].type", "\"colour\"", ["requestTypes[2].fields[0].type"] },
        { "requestTypes[2].fields[0].type", "\"number\"", ["requestTypes[2].fields[0].longest"] },
        { "requestTypes[2].fields[0].longest", "0", ["requestTypes[2].fields[0].longest"] },
        { "requestTypes[2].fields[0].required", "\"yes\"", ["requestTypes[2].fields[0].required"] },
        { "requestTypes[2].fields[1].choices", "[]", ["requestTypes[2].fields[1].choices"] },
        { "requestTypes[2].fields[1].choices[0].value", "\"manager\"", ["requestTypes[2].fields[1].choices[1].value"] },
        { "requestTypes[2].fields[1].type", "\"boolean\"", ["requestTypes[2].fields[1].choices"] },
        { "requestTypes[1].templates[0].values", "{\"category\":\"planet\",\"urgency\":\"urgent\",\"fields.x\":\"1\"}",
            ["requestTypes[1].templates[0].values.category", "requestTypes[1].templates[0].values.fields.x", "requestTypes[1].templates[0].values.urgency"] },
        { "requestTypes[1].templates[0].subject", "\"\"", ["requestTypes[1].templates[0].subject"] },
        { "effectiveFrom", "\"tomorrow\"", ["effectiveFrom"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Every_wrong_place_is_named(string place, string value, string[] named)
    {
        var document = JsonNode.Parse(Json(place.StartsWith("requestTypes[3]", StringComparison.Ordinal) ? shipped : shipped with { RequestTypes = [.. shipped.RequestTypes.Take(4)] }))!;
        Put(document, place, JsonNode.Parse(value));

        Sent.Refusal<DefineCatalogue>(document.ToJsonString()).ShouldRefuse(422, [.. named.Order(StringComparer.Ordinal)]);
    }

    [Fact]
    public void Categories_that_lead_in_a_circle_are_all_named()
    {
        CatalogueCategory[] circle = [.. shipped.Categories, new("a", "c", new("甲", "A")), new("b", "a", new("乙", "B")), new("c", "b", new("丙", "C")), new("d", "a", new("丁", "D"))];
        var start = shipped.Categories.Count;

        CatalogueRules.Check(circle, shipped.RequestTypes).Select(one => one.Field).ShouldBe([.. Enumerable.Range(start, 3).Select(i => $"categories[{i}].parent")]);
    }

    [Fact]
    public void A_submission_is_read_by_the_version_of_its_instant()
    {
        var catalogues = new Catalogues(null!, SystemClock.Instance, NullLogger<Catalogues>.Instance);

        catalogues.At(Opened).Definition.Version.ShouldBe(1);
        catalogues.At(Instant.FromUnixTimeTicks(0) - Duration.FromDays(1)).Definition.Version.ShouldBe(1);
    }

    private static CatalogueDefined Version(int version, Instant from) => new(version, from, smaller.Categories, smaller.RequestTypes, Root.Id, Opened);

    private static string Json(DefineCatalogue command) => JsonSerializer.Serialize(command, HttpJson.Options);

    private static void Put(JsonNode document, string place, JsonNode? value)
    {
        var steps = place.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1]) document = (step[0] == '[' ? document[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)] : document[step])!;
        if (steps[^1][0] == '[') document[int.Parse(steps[^1][1..^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else document[steps[^1]] = value;
    }
}
