using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Diagnosis;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Diagnosis.PlaybookHistory>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class PlaybookTests
{
    private static readonly PlaybooksDefined shipped = ShippedPlaybooks.Definition;
    private static readonly DefinePlaybooks changed = new(null, [.. shipped.Playbooks.Select(one => one.Category == "other" ? one with { Items = [new("ask-around", new("询问", "Ask around"))] } : one)]);

    [Fact]
    public void The_shipped_playbooks_hold_what_every_category_needs()
    {
        Sent.Read<DefinePlaybooks>(Json(shipped.Playbooks)).Playbooks.Count.ShouldBe(shipped.Playbooks.Count);
        Codes("hardware").ShouldBe(["inspect", "replace-part", "arrange-repair"], ignoreOrder: true);
        Codes("software").ShouldBe(["update", "reinstall", "reconfigure"], ignoreOrder: true);
        Codes("network").ShouldBe(["connectivity", "router", "provider"], ignoreOrder: true);
        shipped.Playbooks.SelectMany(one => one.Items).ShouldAllBe(item => item.Texts.Zh.Any(c => c > 0x4e00) && item.Texts.En.All(c => c < 0x80));
    }

    [Fact]
    public void The_next_version_is_recorded_whole() => Given()
        .When(history => changed.Decide(history, Root.Id, Opened))
        .Then(new PlaybooksDefined(2, Opened, changed.Playbooks, Root.Id, Opened));

    [Fact]
    public void What_is_in_effect_already_is_not_defined_again() => Given()
        .When(history => Sent.Read<DefinePlaybooks>(Json(shipped.Playbooks)).Decide(history, Root.Id, Opened))
        .ThenNothing();

    [Fact]
    public void A_version_takes_effect_neither_in_the_past_nor_before_another()
    {
        Given().When(history => (changed with { EffectiveFrom = At(-1) }).Decide(history, Root.Id, Opened)).ThenInvalid("effectiveFrom");
        Given(new PlaybooksDefined(2, At(60), changed.Playbooks, Root.Id, Opened))
            .When(history => (changed with { EffectiveFrom = At(60) }).Decide(history, Root.Id, At(1)))
            .ThenInvalid("effectiveFrom");
    }

    [Fact]
    public void The_version_at_an_instant_is_the_last_that_had_taken_effect()
    {
        PlaybooksDefined[] versions = [shipped, shipped with { Version = 2, EffectiveFrom = At(10) }, shipped with { Version = 3, EffectiveFrom = At(20) }];

        ((int[])[-100_000_000, 9, 10, 19, 20]).Select(minute => versions.At(At(minute)).Version).ShouldBe([1, 1, 2, 2, 3]);
    }

    [Fact]
    public void Every_wrong_field_of_the_playbooks_is_named()
    {
        var playbooks = JsonNode.Parse(Json(shipped.Playbooks))!;
        playbooks["playbooks"]![0]!["items"]![0]!["code"] = "Inspect It";
        playbooks["playbooks"]![0]!["items"]![2]!["code"] = "restart-device";
        playbooks["playbooks"]![1]!["items"] = new JsonArray();
        playbooks["playbooks"]![2]!["items"]![1]!["texts"]!["zh"] = null;
        playbooks["playbooks"]![3]!["category"] = "hardware";
        playbooks["playbooks"]![4]!["category"] = "kitchen";

        Sent.Refusal<DefinePlaybooks>(playbooks.ToJsonString()).ShouldRefuse(
            422, "playbooks", "playbooks[0].items[0].code", "playbooks[0].items[2].code", "playbooks[1].items", "playbooks[2].items[1].texts.zh",
            "playbooks[3].category", "playbooks[4].category");
        Sent.Refusal<DefinePlaybooks>("{}").ShouldRefuse(422, "playbooks");
    }

    private static string Json(IReadOnlyList<Playbook> playbooks) => JsonSerializer.Serialize(new { playbooks }, HttpJson.Options);

    /// <summary>The codes of a category without one that comes on top of what is asked for.</summary>
    private static string[] Codes(string category) =>
        [.. shipped.Playbooks.Single(one => one.Category == category).Items.Select(item => item.Code).Except(["restart-device", "read-log"])];
}
