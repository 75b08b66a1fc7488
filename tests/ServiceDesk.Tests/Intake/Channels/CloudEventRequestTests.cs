using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;
using NodaTime;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

public class CloudEventRequestTests
{
    private const string structured = "application/cloudevents+json", batch = "application/cloudevents-batch+json";
    private static readonly (string, string)[] required = [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/monitor"), ("ce-type", "com.example.down")];

    private const string whole = """
        {"specversion":"1.0","id":"1","source":"/monitor","type":"com.example.down","subject":"vpn","time":"2026-03-02T09:00:00.1234567+01:00",
         "dataschema":"https://example.com/schema","datacontenttype":"application/json","severity":"high","count":3,"paged":true,"absent":null,
         "data":{"host":"vpn1"}}
        """;

    [Fact]
    public void Every_attribute_and_extension_of_a_structured_event_is_read()
    {
        var read = One(Json(structured, whole));

        (read.Id, read.Source, read.Type, read.Subject).ShouldBe(("1", "/monitor", "com.example.down", "vpn"));
        read.Time.ShouldBe(Instant.FromUtc(2026, 3, 2, 8, 0) + Duration.FromTicks(1_234_560));
        (read.DataContentType, read.DataSchema).ShouldBe(("application/json", "https://example.com/schema"));
        read.Extensions.ShouldBe(new Dictionary<string, string> { ["severity"] = "high", ["count"] = "3", ["paged"] = "true" }, ignoreOrder: true);
        read.Json!.Value.GetProperty("host").GetString().ShouldBe("vpn1");
        read.Bytes.ShouldBeNull();
    }

    [Fact]
    public void A_binary_event_has_its_attributes_in_headers_of_any_case()
    {
        var read = One(Binary("text/plain; charset=utf-8", "打印机坏了", ("CE-Subject", "vpn"), ("ce-Severity", "high")));

        (read.Subject, read.DataContentType, read.Extensions["severity"]).ShouldBe(("vpn", "text/plain; charset=utf-8", "high"));
        read.Json!.Value.GetString().ShouldBe("打印机坏了");
    }

    [Theory]
    [InlineData("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀")]
    [InlineData("%e2%82%ac", "€")]
    [InlineData("\"two \\\"words\\\"\"", "two \"words\"")]
    [InlineData("%41%2541", "A%41")]
    [InlineData("a+b", "a+b")]
    public void A_header_is_unquoted_and_percent_decoded_once(string sent, string subject) =>
        One(Binary("application/json", "{}", ("ce-subject", sent))).Subject.ShouldBe(subject);

    [Theory]
    [InlineData("%C0%A0")]
    [InlineData("%ED%A0%80")]
    [InlineData("%F4%90%80%80")]
    [InlineData("%FF")]
    [InlineData("%E2%82")]
    [InlineData("%2")]
    [InlineData("%zz")]
    [InlineData("\"open")]
    public void A_header_that_is_not_percent_encoded_utf8_is_refused(string sent) =>
        Binary("application/json", "{}", ("ce-subject", sent)).Problem.ShouldNotBeNull().ShouldRefuse(422, "subject");

    [Theory]
    [InlineData("application/json", """{"a":1}""", JsonValueKind.Object)]
    [InlineData("application/problem+json", "[1]", JsonValueKind.Array)]
    [InlineData(null, "7", JsonValueKind.Number)]
    [InlineData("text/csv", "a;b", JsonValueKind.String)]
    public void Json_and_text_are_json(string? contentType, string body, JsonValueKind kind) =>
        One(Binary(contentType, body)).Json!.Value.ValueKind.ShouldBe(kind);

    [Fact]
    public void Anything_else_is_bytes() => One(Binary("application/octet-stream", "abc")).Bytes.ShouldBe("abc"u8.ToArray());

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    [InlineData(null)]
    public void There_may_be_no_data(string? contentType)
    {
        var read = One(Binary(contentType, ""));

        read.Json.ShouldBeNull();
        read.Bytes.ShouldBeNull();
    }

    [Fact]
    public void Base64_is_bytes_and_text_of_another_media_type_stays_text()
    {
        One(Json(structured, Event(""","data_base64":"YWJj" """))).Bytes.ShouldBe("abc"u8.ToArray());
        One(Json(structured, Event(""","datacontenttype":"text/xml","data":"<a/>" """))).Json!.Value.GetString().ShouldBe("<a/>");
    }

    [Fact]
    public void A_batch_holds_any_number_of_events_also_none()
    {
        Json(batch, $"[{Event("")},{whole}]").Value.ShouldNotBeNull().Select(one => one.Subject).ShouldBe([null, "vpn"]);
        Json(batch, "[]").Value.ShouldNotBeNull().ShouldBeEmpty();
    }

    [Fact]
    public void A_batch_of_too_many_is_refused() =>
        Json(batch, $"[{string.Join(',', Enumerable.Repeat("{}", CloudEventRequest.MostEvents + 1))}]").Problem.ShouldNotBeNull().Status.ShouldBe(413);

    [Fact]
    public void All_that_is_wrong_with_a_batch_is_named() =>
        Json(batch, $$$"""
            [{"specversion":"1.0"},{{{Event(""","time":"yesterday","Colour":"red","dataschema":7 """)}}},7,{{{whole}}},
             {"specversion":"0.3","id":"","source":"","type":["x"]}]
            """)
            .Problem.ShouldNotBeNull().ShouldRefuse(
                422, "[0].id", "[0].source", "[0].type", "[1].Colour", "[1].dataschema", "[1].time", "[2]", "[4].id", "[4].source", "[4].specversion", "[4].type");

    [Fact]
    public void All_that_is_wrong_with_headers_is_named() => CloudEventRequest.Read(
        "application/json",
        Headers(("ce-id", ""), ("ce-time", "2026-13-01T00:00:00Z"), ("ce-datacontenttype", "text/plain"), ("ce-a_b", "x"), ("ce-type", "a\u0001")), "{"u8.ToArray())
        .Problem.ShouldNotBeNull().ShouldRefuse(422, "a_b", "data", "datacontenttype", "id", "source", "specversion", "time", "type");

    [Fact]
    public void A_header_that_is_sent_twice_is_refused() => CloudEventRequest.Read(
        null, Headers(required).Append(new("ce-subject", new StringValues(["a", "b"]))), default)
        .Problem.ShouldNotBeNull().ShouldRefuse(422, "subject");

    [Theory]
    [InlineData(""","data":1,"data_base64":"YWJj" """)]
    [InlineData(""","data_base64":"not base64!" """)]
    [InlineData(""","data_base64":7 """)]
    [InlineData(""","datacontenttype":"text/xml","data":{} """)]
    public void Data_that_is_not_what_it_says_is_refused(string more) => Json(structured, Event(more)).Problem.ShouldNotBeNull().ShouldRefuse(422, "data");

    [Theory]
    [InlineData("application/cloudevents+avro", "{}")]
    [InlineData("application/cloudevents-batch+avro", "[]")]
    [InlineData("application/cloudevents", "{}")]
    [InlineData("application/cloudevents+json; charset=utf-16", "{}")]
    [InlineData("application/json", "{}")]
    [InlineData("nonsense", "{}")]
    [InlineData(null, "")]
    public void What_is_no_event_of_a_known_format_is_an_unsupported_media_type(string? contentType, string body) =>
        CloudEventRequest.Read(contentType, [], Encoding.UTF8.GetBytes(body)).Problem.ShouldNotBeNull().Status.ShouldBe(415);

    [Theory]
    [InlineData(structured, "")]
    [InlineData(structured, "[]")]
    [InlineData(structured, "{")]
    [InlineData(structured, """{"id":"1","id":"2"}""")]
    [InlineData(structured, """{"id":"\ud800"}""")]
    [InlineData(structured, """{"\ud800":"1"}""")]
    [InlineData(structured, """{"data":{"deep":["\u0000"]}}""")]
    [InlineData(batch, "{}")]
    [InlineData(batch, "null")]
    public void What_is_not_json_of_the_right_shape_is_malformed(string contentType, string body) =>
        Json(contentType, body).Problem.ShouldNotBeNull().Status.ShouldBe(400);

    [Fact]
    public void Text_of_no_characters_is_refused()
    {
        Binary("text/plain", "a\0b").Problem.ShouldNotBeNull().ShouldRefuse(422, "data");
        Binary("application/json", """{"a":"\u0000"}""").Problem.ShouldNotBeNull().ShouldRefuse(422, "data");
        Binary("application/json", """{"a":"\udc00"}""").Problem.ShouldNotBeNull().ShouldRefuse(422, "data");
        Binary("application/json", """{"a":1,"a":2}""").Problem.ShouldNotBeNull().ShouldRefuse(422, "data");
        Binary("text/plain; charset=klingon", "a").Problem.ShouldNotBeNull().ShouldRefuse(422, "data");
    }

    [Fact]
    public void A_changed_body_is_read_or_refused_and_never_breaks_it()
    {
        foreach (var (contentType, body) in new[] { (structured, whole), (batch, $"[{whole}]"), ("application/json", whole), ("text/plain; charset=utf-16", whole) })
        {
            Mutation.Try(body, changed =>
            {
                var headers = contentType.StartsWith("application/cloudevents", StringComparison.Ordinal) ? [] : required;
                ShouldBeOneOrTheOther(CloudEventRequest.Read(contentType, Headers(headers), changed));
            });
        }
    }

    [Fact]
    public void Any_header_is_read_or_refused_and_never_breaks_it() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<string?>(),
        (name, value, contentType) => ShouldBeOneOrTheOther(CloudEventRequest.Read(
            contentType, Headers(("ce-" + name.Get, value.Get), ("ce-time", value.Get), ("ce-source", value.Get)), default))));

    private static void ShouldBeOneOrTheOther(Reading<IReadOnlyList<IncomingEvent>> reading) => (reading.Value is null).ShouldBe(reading.Problem is not null);

    private static IncomingEvent One(Reading<IReadOnlyList<IncomingEvent>> reading) => reading.Value.ShouldNotBeNull(reading.Problem?.ToString()).ShouldHaveSingleItem();

    private static string Event(string more) => $$"""{"specversion":"1.0","id":"1","source":"/monitor","type":"com.example.down"{{more}}}""";

    private static Reading<IReadOnlyList<IncomingEvent>> Json(string contentType, string body) => CloudEventRequest.Read(contentType, [], Encoding.UTF8.GetBytes(body));

    private static Reading<IReadOnlyList<IncomingEvent>> Binary(string? contentType, string body, params (string, string)[] more) => CloudEventRequest.Read(
        contentType, Headers([.. required, ("host", "x"), .. more]), Encoding.UTF8.GetBytes(body));

    private static IEnumerable<KeyValuePair<string, StringValues>> Headers(params (string Name, string Value)[] headers) =>
        headers.Select(header => KeyValuePair.Create(header.Name, new StringValues(header.Value)));
}
