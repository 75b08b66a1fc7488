using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Catalogue;

/// <summary>What a form asks for is defined by people, counts from an instant on, and is what a submission is measured by.</summary>
[Collection(DeskCollection.Name)]
public sealed class RequestTypes(Desk desk)
{
    [Fact]
    public async Task A_fresh_desk_knows_its_categories_and_types_in_both_languages()
    {
        var first = await desk.As(Roles.Requester).Get("intake", "/catalogue?version=1");

        first.Json["categories"]!.AsArray().Where(one => one!["parent"] is null).Select(one => one!["id"]!.ToString()).ShouldBe(["hardware", "software", "network", "account", "other"]);
        first.Json["requestTypes"]!.AsArray().Select(one => one!["id"]!.ToString())
            .ShouldBe(["full", "incident", "password-reset", "software-install", "hardware-fault", "network-outage", "access-request"]);
        (await desk.As(Roles.Requester).Get("intake", "/catalogue?at=1999-01-01T00:00:00Z")).Text("version").ShouldBe("1");
        (await desk.As(Roles.Requester).Get("intake", "/catalogue?version=999")).Code.ShouldBe("not-found");
        (await desk.As(Roles.Requester).Get("intake", "/catalogue?at=yesterday")).WrongFields.ShouldBe(["at"]);
        (await desk.As(Roles.Requester).Get("intake", "/request-types/nothing")).Code.ShouldBe("not-found");
    }

    [Fact]
    public async Task A_form_asks_everybody_for_what_the_desk_does_not_know_of_them()
    {
        var (mine, theirs) = (await desk.As(Roles.Requester).Get("intake", "/request-types/full"), await desk.Admin.Get("intake", "/request-types/full"));

        Texts(mine.Json["required"]).ShouldBe(["kind", "subject", "description", "urgency", "impact", "faultAt", "affectedSystem"]);
        Texts(theirs.Json["required"]).ShouldBe(["kind", "subject", "requester.name", "requester.organization", "description", "urgency", "impact", "faultAt", "affectedSystem"]);
        Texts(mine.Json["oneOf"]![0]).ShouldBe(["requester.email", "requester.phone"]);
        Texts((await desk.As(Roles.Requester).Get("intake", "/request-types/password-reset")).Json["required"]).ShouldBe(["subject", "fields.account"]);
    }

    [Fact]
    public async Task A_person_who_is_signed_in_submits_with_two_fields_and_a_type()
    {
        var created = await desk.As(Roles.Requester).Post("intake", "/tickets", new { requestType = "password-reset", subject = "重置密码", fields = new { account = "grace" }, language = "zh" });
        created.Status.ShouldBe(201, created.Body);
        await desk.Quiet();

        var ticket = (await desk.As(Roles.Requester).Get("intake", $"/tickets/{created.Text("id")}")).Json;
        (ticket["kind"]!.ToString(), ticket["requestType"]!.ToString(), ticket["language"]!.ToString(), ticket["fields"]!["account"]!.ToString()).ShouldBe(("request", "password-reset", "zh", "grace"));
        (ticket["impact"], ticket["urgency"], ticket["category"]).ShouldBe((null, null, null), "what was not submitted is not shown as submitted");
        (ticket["defaults"]!["impact"]!.ToString(), ticket["defaults"]!["urgency"]!.ToString(), ticket["defaults"]!["category"]!.ToString()).ShouldBe(("person", "medium", "password"));
        (ticket["incomplete"]!.GetValue<bool>(), ticket["missing"]!.AsArray().Count).ShouldBe((false, 0));
        var routing = (await desk.Admin.Get("routing", $"/tickets/{created.Text("id")}/routing")).Body;
        routing.ShouldContain("\"request-type\"");
        routing.ShouldContain("\"account\"");
    }

    [Fact]
    public async Task An_incomplete_report_is_told_everything_at_once_singly_and_in_a_batch()
    {
        var before = await desk.Settled("intake");
        var single = await desk.Admin.PostText("intake", "/tickets", """{"requestType":"full","urgency":"soon","colour":"red"}""");
        var batch = await desk.Admin.Batch("""{"requestType":"full","urgency":"soon","colour":"red"}""");

        string[] all = ["affectedSystem", "colour", "description", "faultAt", "impact", "kind", "requester.email", "requester.name", "requester.organization", "requester.phone", "subject", "urgency"];
        (single.Status, single.Code).ShouldBe((422, "invalid"));
        single.WrongFields.ShouldBe(all);
        batch.Lines.ShouldHaveSingleItem()["problem"]!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(all);
        (await desk.Settled("intake")).ShouldBe(before);
    }

    [Fact]
    public async Task A_full_report_is_readable_as_it_was_submitted()
    {
        var report = """
            {"requestType":"full","kind":"incident","subject":"No network","description":" two\nlines ","urgency":"high","impact":"department","category":"vpn",
             "faultAt":"2026-03-02T08:00:00Z","affectedSystem":"vpn gateway","requester":{"name":"Li Na","organization":"demo","phone":"+86 10 1"} }
            """;
        var created = await desk.Admin.PostText("intake", "/tickets", report);
        created.Status.ShouldBe(201, created.Body);
        await desk.Quiet();

        var (ticket, sent) = ((await desk.Admin.Get("intake", $"/tickets/{created.Text("id")}")).Json, JsonNode.Parse(report)!);
        foreach (var field in (string[])["requestType", "kind", "subject", "description", "urgency", "impact", "category", "faultAt", "affectedSystem"])
            ticket[field]!.ToString().ShouldBe(sent[field]!.ToString(), field);
        ticket["requester"]!["phone"]!.ToString().ShouldBe("+86 10 1");
        (await desk.Admin.Get("routing", $"/tickets/{created.Text("id")}/routing")).Body.ShouldContain("\"network\"", customMessage: "the top of the tree above vpn");
    }

    [Fact]
    public async Task A_new_version_counts_from_its_instant_on_and_the_old_one_stays_readable()
    {
        var last = await desk.Admin.Get("intake", "/catalogue");
        var (number, id) = (last.Json["version"]!.GetValue<int>(), $"chair-{Guid.NewGuid():N}"[..20]);
        var document = Document(last);
        document["requestTypes"]!.AsArray().Add(JsonNode.Parse("""
            {"id":"ID","kind":"request","names":{"zh":"椅子","en":"A chair"},"required":["affectedSystem"],
             "fields":[{"name":"colour","type":"choice","labels":{"zh":"颜色","en":"Colour"},"required":true,
                        "choices":[{"value":"red","labels":{"zh":"红","en":"Red"}},{"value":"blue","labels":{"zh":"蓝","en":"Blue"}}]},
                       {"name":"weight","type":"number","labels":{"zh":"重量","en":"Weight"}}],
             "defaults":{"urgency":"low","category":"other"},
             "templates":[{"id":"usual","names":{"zh":"常用","en":"The usual"},"subject":"A usual chair","values":{"affectedSystem":"desk 4","fields.colour":"blue"}}]}
            """.Replace("ID", id, StringComparison.Ordinal)));
        (await Submit(id, new { })).WrongFields.ShouldBe(["requestType"], "no version knows it yet");

        var defined = await Define(document, last.Headers.ETag!.Tag);
        defined.Status.ShouldBe(200, defined.Body);
        defined.Json["version"]!.GetValue<int>().ShouldBe(number + 1);
        (await Define(document, last.Headers.ETag!.Tag)).Code.ShouldBe("stale");
        (await Define(document, null)).Json["version"]!.GetValue<int>().ShouldBe(number + 1, "the same again is no new version");

        (await Submit(id, new { colour = "green", weight = "heavy", size = 4 })).WrongFields.ShouldBe(["affectedSystem", "fields.colour", "fields.size", "fields.weight"]);
        var template = (await desk.Admin.Get("intake", $"/request-types/{id}")).Json["templates"]![0]!;
        var created = await desk.Admin.Post("intake", "/tickets", new
        {
            requestType = id,
            subject = template["subject"]!.ToString(),
            affectedSystem = template["values"]!["affectedSystem"]!.ToString(),
            fields = new { colour = template["values"]!["fields.colour"]!.ToString(), weight = 4.5 },
            requester = new { name = "Li Na", organization = "demo" },
        });
        created.Status.ShouldBe(201, created.Body);
        var ticket = (await desk.Admin.Get("intake", $"/tickets/{created.Text("id")}")).Json;
        (ticket["catalogueVersion"]!.GetValue<int>(), ticket["fields"]!["colour"]!.ToString(), ticket["fields"]!["weight"]!.ToString()).ShouldBe((number + 1, "blue", "4.5"));

        // A version that waits: until its instant, submissions are measured by the one before.
        var later = DateTimeOffset.UtcNow.AddSeconds(4);
        var without = Document(last);
        without["effectiveFrom"] = later.ToString("O");
        (await Define(without, null)).Json["version"]!.GetValue<int>().ShouldBe(number + 2);
        (await Submit(id, new { colour = "red" }, "desk 4")).Status.ShouldBe(201);
        (await desk.Admin.Get("intake", "/catalogue")).Json["version"]!.GetValue<int>().ShouldBe(number + 1);
        await Eventually.Holds(async () => (await Submit(id, new { colour = "red" }, "desk 4")).Status == 422, "the type has gone");
        DateTimeOffset.UtcNow.ShouldBeGreaterThanOrEqualTo(later);

        (await desk.Admin.Get("intake", $"/catalogue?version={number + 1}")).Body.ShouldContain(id);
        (await desk.Admin.Get("intake", $"/catalogue?at={Uri.EscapeDataString(later.AddSeconds(-1).ToString("O"))}")).Json["version"]!.GetValue<int>().ShouldBe(number + 1);
        (await desk.Admin.Get("intake", "/catalogue/versions")).Items.Select(one => one["version"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, number + 2));
    }

    [Fact]
    public async Task A_wrong_catalogue_changes_nothing_and_is_told_every_wrong_place()
    {
        var last = await desk.Admin.Get("intake", "/catalogue");
        var document = Document(last);
        document["categories"]![0]!["id"] = "iron";
        document["categories"]![1]!["parent"] = "planet";
        document["requestTypes"]![0]!["required"] = JsonNode.Parse("[\"colour\"]");
        document["effectiveFrom"] = "soon";
        var before = await desk.Settled("intake");

        var wrong = await Define(document, null);

        (wrong.Status, wrong.Code).ShouldBe((422, "invalid"));
        wrong.WrongFields.ShouldContain("categories[1].parent");
        ((string[])["categories", "requestTypes[0].required", "effectiveFrom"]).ShouldBeSubsetOf(wrong.WrongFields);
        var past = Document(last);
        past["effectiveFrom"] = "2020-01-01T00:00:00Z";
        (await Define(past, null)).WrongFields.ShouldBe(["effectiveFrom"]);
        (await desk.Settled("intake")).ShouldBe(before);
    }

    private Task<Reply> Submit(string type, object fields, string? system = null) => desk.Admin.Post("intake", "/tickets",
        new { requestType = type, subject = "A chair", affectedSystem = system, fields, requester = new { name = "Li Na", organization = "demo" } });

    private Task<Reply> Define(JsonObject document, string? version) =>
        (version is null ? desk.Admin : desk.Admin.Sending(("If-Match", version))).Send(HttpMethod.Put, "intake", "/catalogue", Caller.Json(document.ToJsonString()));

    private static JsonObject Document(Reply catalogue) => new() { ["categories"] = catalogue.Json["categories"]!.DeepClone(), ["requestTypes"] = catalogue.Json["requestTypes"]!.DeepClone() };

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(one => one!.ToString());
}
