using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.EventStore;

/// <summary>How time and words look in JSON, in the log and over HTTP alike.</summary>
public static class EventJson
{
    /// <summary>Adds the conventions: camelCase, enums as lower-case words, instants in UTC to the microsecond, durations as ISO 8601, no nulls.</summary>
    /// <param name="options">The options to extend.</param>
    public static JsonSerializerOptions AddConventions(this JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new DurationConverter());
        return options;
    }

    /// <summary>An instant cut to microseconds, the precision of the log.</summary>
    /// <param name="instant">Any instant.</param>
    public static Instant ToMicroseconds(this Instant instant)
    {
        var ticks = instant.ToUnixTimeTicks();
        return Instant.FromUnixTimeTicks(ticks - (((ticks % 10) + 10) % 10));
    }

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            IsUsual(reader.ValueSpan, reader.HasValueSequence) && reader.TryGetDateTime(out var usual)
                ? Instant.FromDateTimeUtc(usual)
                : InstantPattern.ExtendedIso.Parse(reader.GetString() ?? "").GetValueOrThrow();

        /// <summary>In UTC, to the second or finer, and no finer than the reader's own time.</summary>
        private static bool IsUsual(ReadOnlySpan<byte> text, bool isSplit) => !isSplit && text.Length is >= 20 and <= 28 && text[^1] == 'Z' && text[10] == 'T';

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToDateTimeUtc()); // the writer's own form: ISO 8601 in UTC, no trailing zeros
    }

    private sealed class DurationConverter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
    }

    /// <summary>A duration in ISO 8601, hours as the largest unit: <c>PT26H30M</c>, <c>-PT5M</c>, <c>PT0S</c>. Fractions of a second to the microsecond.</summary>
    /// <param name="value">The duration.</param>
    public static string Format(Duration value)
    {
        var negative = value < Duration.Zero;
        var ticks = Math.Abs(value.BclCompatibleTicks) / 10 * 10;
        var (hours, minutes, rest) = (ticks / TimeSpan.TicksPerHour, ticks / TimeSpan.TicksPerMinute % 60, ticks % TimeSpan.TicksPerMinute);
        var text = (negative ? "-PT" : "PT")
            + (hours > 0 ? $"{hours}H" : "")
            + (minutes > 0 ? $"{minutes}M" : "")
            + (rest > 0 ? FormattableString.Invariant($"{rest / (decimal)TimeSpan.TicksPerSecond:0.######}S") : "");
        return text is "PT" or "-PT" ? "PT0S" : text;
    }

    /// <summary>Reads what <see cref="Format"/> writes.</summary>
    /// <param name="text">An ISO 8601 duration without years, months and weeks.</param>
    /// <exception cref="JsonException">The text is not such a duration.</exception>
    public static Duration Parse(string text)
    {
        var negative = text.StartsWith('-');
        var result = PeriodPattern.NormalizingIso.Parse(negative ? text[1..] : text);
        if (!result.Success || result.Value.Years != 0 || result.Value.Months != 0)
            throw new JsonException($"'{text}' is not an ISO 8601 duration such as PT4H30M.");
        var duration = result.Value.ToDuration();
        return negative ? -duration : duration;
    }
}
