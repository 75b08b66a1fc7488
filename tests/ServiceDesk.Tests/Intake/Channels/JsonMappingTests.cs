using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

public class JsonMappingTests
{
    private const string sent = """
        {"event":{"id":7,"severity":"P1","title":"VPN is down","at":"2026-03-02T09:00:00+01:00","tags":["a","b"]},"host/name":"vpn1",
         "by":{"mail":"ada@acme.example"},"empty":" ","none":null}
        """;

    private static readonly JsonMapping mapping = Mapping(
        ("kind", [MappingSource.Always("incident")]),
        ("subject", [MappingSource.At("/missing"), MappingSource.Filled("{/event/title} on {/host~1name}")]),
        ("description", [MappingSource.At("/event/tags")]),
        ("urgency", [MappingSource.At("/event/severity")]),
        ("faultAt", [MappingSource.At("/event/at")]),
        ("externalId", [MappingSource.At("/event/id")]),
        ("dedupKey", [MappingSource.Filled("{{{/event/id}}}")]),
        ("language", [MappingSource.Always("zh-CN")]),
        ("requester.name", [MappingSource.At("/none"), MappingSource.At("/empty"), MappingSource.Filled("{/by/name}"), MappingSource.Always("Monitoring")]),
        ("requester.email", [MappingSource.At("/by/mail")]),
        ("extra.host", [MappingSource.At("/host~1name")]));

    private static readonly JsonMapping whole = mapping with
    {
        Fields = new Dictionary<string, MappedField>(mapping.Fields)
        {
            ["urgency"] = new([MappingSource.At("/event/severity")], new Dictionary<string, string> { ["P1"] = "high", ["P2"] = "medium" }),
        },
    };

    [Fact]
    public void A_document_becomes_a_ticket()
    {
        whole.Validate().ShouldBeEmpty();

        var ticket = Apply(whole, sent);

        ticket.Errors.ShouldBeEmpty();
        (ticket.Kind, ticket.Subject, ticket.Description).ShouldBe((TicketKind.Incident, "VPN is down on vpn1", """["a","b"]"""));
        (ticket.Urgency, ticket.Impact).ShouldBe((Urgency.High, null));
        (ticket.ExternalId, ticket.DedupKey, ticket.Language, ticket.FaultAt).ShouldBe(("7", "{7}", "zh-CN", Instant.FromUtc(2026, 3, 2, 8, 0)));
        ticket.Requester.ShouldBe(new SubmittedRequester("Monitoring", "ada@acme.example", null, null));
        ticket.Extra.ShouldBe(new Dictionary<string, string> { ["host"] = "vpn1" });
    }

    [Fact]
    public void What_is_missing_or_wrong_in_a_document_is_named_and_the_rest_is_kept()
    {
        var ticket = Apply(whole, """{"event":{"severity":"P9","at":"yesterday"},"by":{"mail":"nobody"},"host/name":"vpn1"}""");

        ticket.Errors.Keys.ShouldBe(["faultAt", "requester.email", "urgency"]);
        (ticket.Urgency, ticket.FaultAt, ticket.Requester.Email, ticket.Subject).ShouldBe((null, null, null, " on vpn1"));
        Apply(whole, "[]").Errors.Keys.ShouldBe(["subject"]);
        Apply(new JsonMapping(new Dictionary<string, MappedField>()), sent).Errors.Keys.ShouldBe(["kind", "requester.name", "subject"]);
    }

    [Fact]
    public void A_mapping_is_told_everything_that_is_wrong_with_it()
    {
        var wrong = new JsonMapping(new Dictionary<string, MappedField>
        {
            ["colour"] = new([MappingSource.At("/a")], null),
            ["extra.1"] = new([MappingSource.At("/a")], null),
            ["kind"] = new([MappingSource.Always("problem")], null),
            ["subject"] = new(
            [
                MappingSource.At("a/b"), MappingSource.At("/a~2"), new("/a", "b", null), new(null, null, null),
                MappingSource.Filled("{a}"), MappingSource.Filled("{/a"), MappingSource.Filled("}"),
            ], null),
            ["urgency"] = new([], new Dictionary<string, string> { ["P1"] = "urgent", ["P2"] = "high" }),
            ["faultAt"] = new([MappingSource.Always("now")], null),
            ["category"] = new([MappingSource.Filled("{}"), MappingSource.Always(new string('x', 101)), MappingSource.At("")], null),
        });

        wrong.Validate().Keys.ShouldBe(
        [
            "fields.category.sources[0]", "fields.category.sources[1]", "fields.colour", "fields.extra.1", "fields.faultAt.sources[0]", "fields.kind.sources[0]",
            "fields.requester.name", "fields.subject.sources[0]", "fields.subject.sources[1]", "fields.subject.sources[2]", "fields.subject.sources[3]",
            "fields.subject.sources[4]", "fields.subject.sources[5]", "fields.subject.sources[6]", "fields.urgency.sources", "fields.urgency.values.P1",
        ], ignoreOrder: true);
        Apply(wrong, sent).Errors.Keys.ShouldContain("subject");
    }

    [Fact]
    public void A_constant_is_judged_by_what_the_table_makes_of_it()
    {
        var kind = new MappedField([MappingSource.Always("1")], new Dictionary<string, string> { ["1"] = "request" });

        new JsonMapping(new Dictionary<string, MappedField>(whole.Fields) { ["kind"] = kind }).Validate().ShouldBeEmpty();
    }

    [Fact]
    public void Subject_and_description_are_cut_and_any_other_text_that_is_too_long_is_refused()
    {
        var wide = Mapping(("kind", [MappingSource.Always("request")]), ("requester.name", [MappingSource.At("/t")]), ("subject", [MappingSource.At("/t")]),
            ("description", [MappingSource.Filled(string.Concat(Enumerable.Repeat("{/t}", 1000)))]), ("extra.t", [MappingSource.At("/t")]));

        var ticket = Apply(wide, JsonSerializer.Serialize(new { t = new string('x', 200_000) }));

        (ticket.Subject!.Length, ticket.Description!.Length).ShouldBe((300, 100_000));
        ticket.Description.ShouldEndWith("(cut: the text is longer)");
        ticket.Errors.Keys.ShouldBe(["extra.t", "requester.name"]);
    }

    [Fact]
    public void A_mapping_has_at_most_so_many_sources_and_extra_fields()
    {
        var sources = Enumerable.Repeat(MappingSource.At("/a"), 21).ToArray();
        var many = Mapping([.. Enumerable.Range(0, 51).Select(each => ($"extra.f{each}", new[] { MappingSource.Always("x") })), ("category", sources)]);

        many.Validate().Keys.ShouldBe(["fields", "fields.category.sources", "fields.kind", "fields.requester.name", "fields.subject"]);
        Apply(many, "{}").Extra.Count.ShouldBe(50);
    }

    [Theory]
    [InlineData("""{"t":"\u0000"}""")]
    [InlineData("""{"t":"\ud800"}""")]
    [InlineData("""{"\ud800":1,"t":"\udc00"}""")]
    public void Text_that_cannot_be_kept_is_refused_where_it_would_stand(string json)
    {
        var ticket = Apply(Mapping(("kind", [MappingSource.Always("request")]), ("requester.name", [MappingSource.Always("x")]), ("subject", [MappingSource.At("/t")])), json);

        ticket.Errors.Keys.ShouldBe(["subject"]);
    }

    [Fact]
    public void A_mapping_survives_being_stored() =>
        JsonSerializer.Deserialize<JsonMapping>(JsonSerializer.Serialize(whole))!.Validate().ShouldBeEmpty();

    [Fact]
    public void A_changed_document_is_mapped_and_never_breaks_it() => Mutation.Try(sent, changed =>
    {
        try
        {
            using var document = JsonDocument.Parse(changed);
            var ticket = whole.Apply(document.RootElement);
            (ticket.Subject is null).ShouldBe(ticket.Errors.ContainsKey("subject"));
        }
        catch (JsonException)
        {
        }
    });

    [Fact]
    public void Any_text_is_a_template_or_not_and_never_breaks_it() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements("{", "}", "/", "~", "a", "0", "{/a}", "{{", "é").ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            using var document = JsonDocument.Parse("""{"a":["x",{"0":1}]}""");
            TextTemplate.Fault(text);
            TextTemplate.Fill(text, document.RootElement, 10);
            JsonPointer.Fault(text);
            JsonPointer.Find(document.RootElement, text);
        }));

    private static JsonMapping Mapping(params (string Field, MappingSource[] Sources)[] fields) =>
        new(fields.ToDictionary(one => one.Field, one => new MappedField(one.Sources, null)));

    private static MappedTicket Apply(JsonMapping mapping, string json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        return mapping.Apply(document.RootElement);
    }
}
