using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Web.Services;

/// <summary>The services' JSON: camelCase, instants and durations in ISO 8601, decimals as numbers or text.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new InstantConverter(), new DurationConverter() },
    };

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            OffsetDateTimePattern.ExtendedIso.Parse(reader.GetString() ?? "") is { Success: true } at
                ? at.Value.ToInstant()
                : throw new JsonException("An instant is expected.");

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
    }

    private sealed class DurationConverter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? "";
            var negative = text.StartsWith('-');
            if (PeriodPattern.NormalizingIso.Parse(negative ? text[1..] : text) is not { Success: true, Value: { Years: 0, Months: 0 } period })
                throw new JsonException("A duration is expected.");
            return negative ? -period.ToDuration() : period.ToDuration();
        }

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
            writer.WriteStringValue(PeriodPattern.NormalizingIso.Format(Period.FromTicks(value.BclCompatibleTicks)));
    }
}
