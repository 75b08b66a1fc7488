using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Tests;

public class InputTests
{
    private sealed record Inner(string? Name) : IInput<Inner>
    {
        public static Inner Read(Input input) => new(input.RequiredText("name", 5));
    }

    private sealed record Probe(string Title, string? Text, Urgency? Word, Instant? At, Inner? Inner, IReadOnlyList<string> List) : IInput<Probe>
    {
        public static Probe Read(Input input) => new(
            input.RequiredText("title", 10), input.Text("text", 10), input.Word<Urgency>("word"), input.Instant("at"),
            input.Object("inner", Inner.Read), input.Texts("list", 5));
    }

    [Fact]
    public void Absent_fields_are_null_and_an_absent_list_is_empty() =>
        Sent.Read<Probe>("""{"title":"x"}""").ShouldBe(new Probe("x", null, null, null, null, []));

    [Fact]
    public void Null_is_absent() => Sent.Read<Probe>("""{"title":"x","text":null,"word":null,"at":null,"inner":null,"list":null}""")
        .ShouldBe(new Probe("x", null, null, null, null, []));

    [Fact]
    public void A_text_is_kept_as_it_was_sent() =>
        Sent.Read<Probe>("""{"title":" x\ty ","text":"\ud83d\ude00 é"}""").ShouldBe(new Probe(" x\ty ", "😀 é", null, null, null, []));

    [Fact]
    public void A_blank_text_is_absent() => Sent.Read<Probe>("""{"title":"x","text":" \t\n"}""").Text.ShouldBeNull();

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"title":null}""")]
    [InlineData("""{"title":""}""")]
    [InlineData("""{"title":"  "}""")]
    public void A_required_text_must_be_there_and_not_blank(string json)
    {
        var refusal = Sent.Refusal<Probe>(json);

        refusal.ShouldRefuse(422, "title");
        refusal.Errors!["title"].ShouldBe(["is required"]);
    }

    [Theory]
    [InlineData("low", Urgency.Low)]
    [InlineData("high", Urgency.High)]
    public void A_word_is_lower_case(string word, Urgency urgency) => Sent.Read<Probe>($$"""{"title":"x","word":"{{word}}"}""").Word.ShouldBe(urgency);

    [Theory]
    [InlineData("\"High\"")]
    [InlineData("\"0\"")]
    [InlineData("0")]
    [InlineData("\"high \"")]
    public void Anything_else_is_none_of_the_words(string word) => Sent.Refusal<Probe>($$"""{"title":"x","word":{{word}}}""").ShouldRefuse(422, "word");

    [Theory]
    [InlineData("2026-03-02T08:00:00Z", 0)]
    [InlineData("2026-03-02T09:00:00+01:00", 0)]
    [InlineData("2026-03-02T08:00:00.0000019Z", 1)]
    public void An_instant_has_an_offset_and_is_cut_to_microseconds(string text, int microseconds) =>
        Sent.Read<Probe>($$"""{"title":"x","at":"{{text}}"}""").At.ShouldBe(Desk.Opened + Duration.FromTicks(microseconds * 10));

    [Theory]
    [InlineData("2026-03-02")]
    [InlineData("2026-03-02T08:00:00")]
    [InlineData("2026-02-30T08:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("now")]
    public void Anything_else_is_no_instant(string text) => Sent.Refusal<Probe>($$"""{"title":"x","at":"{{text}}"}""").ShouldRefuse(422, "at");

    [Fact]
    public void Every_wrong_field_is_named_with_its_path() =>
        Sent.Refusal<Probe>("""{"title":1,"text":[],"word":"x","at":7,"inner":{"name":"too long","age":7},"list":"a","other":1}""")
            .ShouldRefuse(422, "at", "inner.age", "inner.name", "list", "other", "text", "title", "word");

    [Fact]
    public void What_is_missing_in_a_nested_object_is_named_with_its_path() => Sent.Refusal<Probe>("""{"title":"x","inner":{}}""").ShouldRefuse(422, "inner.name");

    [Theory]
    [InlineData("[1]")]
    [InlineData("[\"\"]")]
    [InlineData("[\"toolong\"]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    public void A_list_holds_texts_within_their_limit(string list) => Sent.Refusal<Probe>($$"""{"title":"x","list":{{list}}}""").ShouldRefuse(422, "list");

    [Fact]
    public void A_field_differs_by_case() => Sent.Refusal<Probe>("""{"Title":"x"}""").ShouldRefuse(422, "Title", "title");

    [Theory]
    [InlineData("""{"title":"a\u0000b"}""", "title")]
    [InlineData("""{"title":"x","text":"\ud800"}""", "text")]
    [InlineData("""{"title":"x","text":"\udc00\ud800"}""", "text")]
    [InlineData("""{"title":"x","list":["a\u0000"]}""", "list")]
    [InlineData("""{"title":"x","list":["\ud800"]}""", "list")]
    public void A_text_that_is_no_i_json_is_malformed(string json, string field) => Sent.Refusal<Probe>(json).ShouldRefuse(400, field);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"title\":\"x\",}")]
    [InlineData("[]")]
    [InlineData("\"title\"")]
    [InlineData("null")]
    [InlineData("{\"title\":\"x\",\"title\":\"x\"}")]
    [InlineData("{\"title\":\"x\",\"titl\\u0065\":\"y\"}")]
    [InlineData("{\"title\":\"x\",\"inner\":{\"name\":\"a\",\"name\":\"a\"}}")]
    [InlineData("{\"title\":\"x\",\"\\ud800\":1}")]
    [InlineData("{\"title\":NaN}")]
    public void What_is_no_i_json_object_is_malformed(string json)
    {
        var refusal = Sent.Refusal<Probe>(json);

        (refusal.Status, refusal.Code).ShouldBe((400, "malformed"));
    }

    [Fact]
    public void Bytes_that_are_no_utf_8_are_malformed()
    {
        Sent.Refusal<Probe>([.. "{\"title\":\""u8, 0xff, .. "\"}"u8]).Status.ShouldBe(400);
        Sent.Refusal<Probe>([.. "{\"title\":\"x\",\"list\":[\""u8, 0xff, .. "\"]}"u8]).Status.ShouldBe(400);
        Sent.Refusal<Probe>([.. "{\"title\":\"x\",\""u8, 0xff, .. "\":1}"u8]).Status.ShouldBe(400);
    }

    [Fact]
    public void Nesting_that_is_too_deep_is_malformed() =>
        Sent.Refusal<Probe>($$"""{"title":{{new string('[', 20)}}{{new string(']', 20)}}}""").Status.ShouldBe(400);

    private sealed record Shelf(IReadOnlyList<Inner> Items, IReadOnlyDictionary<string, string>? Values, int? Whole, bool? Truth) : IInput<Shelf>
    {
        public static Shelf Read(Input input) => new(input.Objects("items", 3, Inner.Read), input.Values("values", 5), input.Whole("whole", 1, 9), input.Truth("truth"));
    }

    [Fact]
    public void Lists_of_objects_values_whole_numbers_and_truths_are_read()
    {
        var shelf = Sent.Read<Shelf>("""{"items":[{"name":"a"},{"name":"b"}],"values":{"t":" x ","n":1.50,"b":false,"blank":" ","none":null},"whole":9,"truth":true}""");

        shelf.Items.ShouldBe([new Inner("a"), new Inner("b")]);
        shelf.Values.ShouldBe(new Dictionary<string, string> { ["t"] = " x ", ["n"] = "1.50", ["b"] = "false" });
        (shelf.Whole, shelf.Truth).ShouldBe((9, true));
    }

    [Fact]
    public void What_is_absent_is_an_empty_list_or_nothing()
    {
        var shelf = Sent.Read<Shelf>("""{"values":null}""");

        shelf.Items.ShouldBeEmpty();
        (shelf.Values, shelf.Whole, shelf.Truth).ShouldBe((null, null, null));
    }

    [Theory]
    [InlineData("""{"items":{}}""", "items")]
    [InlineData("""{"items":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"}]}""", "items")]
    [InlineData("""{"items":[{"name":"a"},7,{"name":"too long","age":1}]}""", "items[1]", "items[2].age", "items[2].name")]
    [InlineData("""{"values":[]}""", "values")]
    [InlineData("""{"values":{"a":{},"b":[],"c":"too long"}}""", "values.a", "values.b", "values.c")]
    [InlineData("""{"whole":0,"truth":"true"}""", "truth", "whole")]
    [InlineData("""{"whole":1.5}""", "whole")]
    [InlineData("""{"whole":99999999999}""", "whole")]
    public void What_is_wrong_in_them_is_named_with_its_place(string json, params string[] fields) => Sent.Refusal<Shelf>(json).ShouldRefuse(422, fields);

    [Fact]
    public void A_malformed_text_does_not_hide_the_other_wrong_fields() =>
        Sent.Refusal<Probe>("""{"title":"\u0000","word":"x"}""").ShouldRefuse(400, "title", "word");
}
