using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>Against CloudEvents 1.0.2, sections "Context attributes" and "JSON event format".</summary>
public class CloudEventsTests
{
    private static readonly EventMeta meta = new()
    {
        Actor = "service:resolution",
        Via = "web",
        Cause = "routing/5",
        Reaction = "case",
        After = new Dictionary<string, long> { ["routing"] = 5, ["intake"] = 12 },
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Request = "r1",
        Fingerprint = "f1",
        Append = "a1",
    };

    private static readonly JsonElement full = JsonDocument.Parse(CloudEvents.ToJson(Recorded(Submitted, meta: meta), sequence: 0)).RootElement;

    [Theory]
    [InlineData("specversion", "1.0")]
    [InlineData("id", "intake/12")]
    [InlineData("source", "/servicedesk/intake")]
    [InlineData("type", "intake.ticket-submitted.v1")]
    [InlineData("subject", "0197f0a0-0000-7000-8000-000000000001")]
    [InlineData("time", "2026-03-02T08:00:00Z")]
    [InlineData("datacontenttype", "application/json")]
    [InlineData("recorded", "2026-03-02T08:01:00Z")]
    [InlineData("stream", "ticket-0197f0a0-0000-7000-8000-000000000001")]
    [InlineData("actor", "service:resolution")]
    [InlineData("via", "web")]
    [InlineData("causeid", "routing/5")]
    [InlineData("reaction", "case")]
    [InlineData("after", "intake/12 routing/5")]
    [InlineData("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void An_attribute_holds_its_value(string attribute, string value) => full.GetProperty(attribute).GetString().ShouldBe(value);

    [Fact]
    public void Attributes_have_lower_case_alphanumeric_names_of_at_most_20_characters()
    {
        foreach (var attribute in full.EnumerateObject()) attribute.Name.ShouldMatch("^[a-z0-9]{1,20}$");
    }

    [Fact]
    public void Attributes_are_of_the_types_that_the_format_knows()
    {
        foreach (var attribute in full.EnumerateObject().Where(one => one.Name != "data"))
            attribute.Value.ValueKind.ShouldBeOneOf(JsonValueKind.String, JsonValueKind.Number, JsonValueKind.True, JsonValueKind.False);
    }

    [Fact]
    public void The_body_is_the_stored_json() => full.GetProperty("data").GetRawText().ShouldBe(Recorded(Submitted).Data);

    [Fact]
    public void What_makes_requests_harmless_stays_inside()
    {
        foreach (var inside in new[] { "request", "fingerprint", "append" }) full.TryGetProperty(inside, out _).ShouldBeFalse(inside);
    }

    [Fact]
    public void Absent_values_are_absent_attributes()
    {
        var bare = JsonDocument.Parse(CloudEvents.ToJson(Recorded(Submitted), sequence: 0)).RootElement.EnumerateObject().Select(one => one.Name);

        bare.ShouldBe(["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "recorded", "stream", "streamversion", "actor", "data"]);
    }

    [Fact]
    public void The_event_before_is_named_so_that_a_gap_is_seen()
    {
        Written(previous: 11).GetProperty("previous").GetString().ShouldBe("intake/11");
        Written(previous: 0).TryGetProperty("previous", out _).ShouldBeFalse();
    }

    [Fact]
    public void Time_is_in_utc_to_the_microsecond()
    {
        var late = Recorded(Submitted) with { Occurred = Opened + Duration.FromTicks(10) };
        var time = JsonDocument.Parse(CloudEvents.ToJson(late, sequence: 0)).RootElement.GetProperty("time").GetString()!;

        time.ShouldEndWith("Z");
        InstantPattern.ExtendedIso.Parse(time).Value.ShouldBe(late.Occurred);
    }

    [Theory]
    [InlineData("intake", "intake")]
    [InlineData("intake-2", "intake")]
    public void A_second_log_is_of_the_same_service(string log, string service) => CloudEvents.Service(log).ShouldBe(service);

    private static JsonElement Written(long previous)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) CloudEvents.Write(writer, Recorded(Submitted), previous, sequence: 0);
        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }
}
