using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ServiceDesk.Proofs;

/// <summary>JSON in the one form of RFC 8785: no space, members in the order of their names' UTF-16 code units, numbers and strings as ECMAScript writes them.</summary>
public static class CanonicalJson
{
    private const int Deepest = 1000;
    private const int DigitsThatEveryDoubleHolds = 15;

    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of RFC 8785: a number is the double that is nearest to it.</summary>
    /// <param name="json">Any JSON text.</param>
    /// <exception cref="JsonException">It is no JSON, has a name twice in one object, half a character, or a number beyond all doubles.</exception>
    public static byte[] Of(string json) => Convert(json, exact: false);

    /// <summary>
    /// The same for whatever no double rounds. A number with more digits than a double holds keeps all of them: who proves that nothing was changed must not
    /// call two numbers equal.
    /// </summary>
    /// <param name="json">Any JSON text.</param>
    /// <exception cref="JsonException">It is no JSON, or has a name twice in one object, or half a character.</exception>
    public static byte[] Exact(string json) => Convert(json, exact: true);

    /// <summary>Writes a value in the form of <see cref="Exact(string)"/>.</summary>
    /// <param name="value">A value that was read from text, not from bytes of unknown encoding.</param>
    /// <param name="to">Where the bytes go.</param>
    /// <exception cref="JsonException">As there.</exception>
    internal static void Exact(JsonElement value, IBufferWriter<byte> to) => WriteWhole(value, to, exact: true);

    /// <summary>Reads JSON text strictly.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">It is no JSON, or has half a character.</exception>
    internal static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(strict.GetBytes(json), new JsonDocumentOptions { MaxDepth = Deepest });
        }
        catch (EncoderFallbackException half)
        {
            throw new JsonException("The text has half a character.", half);
        }
    }

    private static byte[] Convert(string json, bool exact)
    {
        using var document = Parse(json);
        var bytes = new ArrayBufferWriter<byte>(json.Length + 16);
        WriteWhole(document.RootElement, bytes, exact);
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteWhole(JsonElement value, IBufferWriter<byte> to, bool exact)
    {
        try
        {
            Write(value, to, exact);
        }
        catch (InvalidOperationException half) // what the reader says of half a character in an escape sequence
        {
            throw new JsonException("The text has half a character.", half);
        }
    }

    private static void Write(JsonElement value, IBufferWriter<byte> to, bool exact)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: WriteObject(value, to, exact); break;
            case JsonValueKind.Array: WriteArray(value, to, exact); break;
            case JsonValueKind.String: WriteString(value, to); break;
            case JsonValueKind.Number: WriteNumber(JsonMarshal.GetRawUtf8Value(value), to, exact); break;
            default: to.Write(JsonMarshal.GetRawUtf8Value(value)); break; // true, false, null
        }
    }

    private static void WriteObject(JsonElement value, IBufferWriter<byte> to, bool exact)
    {
        var count = value.GetPropertyCount();
        var (names, values) = (new string[count], new JsonElement[count]);
        var next = 0;
        foreach (var member in value.EnumerateObject()) (names[next], values[next++]) = (member.Name, member.Value);
        Array.Sort(names, values, StringComparer.Ordinal);
        to.Write("{"u8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && names[i] == names[i - 1]) throw new JsonException($"The name {names[i]} occurs twice.");
            if (i > 0) to.Write(","u8);
            WriteText(names[i], to);
            to.Write(":"u8);
            Write(values[i], to, exact);
        }
        to.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, IBufferWriter<byte> to, bool exact)
    {
        to.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first) to.Write(","u8);
            first = false;
            Write(item, to, exact);
        }
        to.Write("]"u8);
    }

    /// <summary>What needs no escape sequence was written without one by everybody; only what has one may have been written in several ways.</summary>
    private static void WriteString(JsonElement value, IBufferWriter<byte> to)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Contains((byte)'\\')) WriteText(value.GetString()!, to);
        else to.Write(raw);
    }

    /// <summary>Writes a string.</summary>
    internal static void WriteText(string text, IBufferWriter<byte> to)
    {
        to.Write("\""u8);
        var plain = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] >= ' ' && text[i] is not ('"' or '\\')) continue;
            Encoding.UTF8.GetBytes(text.AsSpan(plain, i - plain), to);
            plain = i + 1;
            Encoding.UTF8.GetBytes(Escaped(text[i]).AsSpan(), to);
        }
        Encoding.UTF8.GetBytes(text.AsSpan(plain), to);
        to.Write("\""u8);
    }

    private static string Escaped(char one) => one switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}"),
    };

    private static void WriteNumber(ReadOnlySpan<byte> raw, IBufferWriter<byte> to, bool exact)
    {
        if (raw.Length <= DigitsThatEveryDoubleHolds && !raw.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            to.Write(raw);
            return;
        }
        var text = Encoding.ASCII.GetString(raw);
        var nearest = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var written = double.IsFinite(nearest) ? DecimalNumber.Parse(nearest.ToString(CultureInfo.InvariantCulture)) : (DecimalNumber?)null;
        var number = exact ? DecimalNumber.Parse(text) : written ?? throw new JsonException($"The number {text} is beyond all doubles.");
        Encoding.ASCII.GetBytes(number.ToString().AsSpan(), to);
    }

    /// <summary>A sign, digits without zeros at either end, and where the point stands before them: 0.digits × 10^point.</summary>
    private readonly record struct DecimalNumber(bool IsNegative, string Digits, int Point)
    {
        private const int LongestWithoutExponent = 21;
        private const int MostZerosBehindThePoint = 6;

        public static DecimalNumber Parse(string text)
        {
            var unsigned = text.AsSpan(text[0] == '-' ? 1 : 0);
            var e = unsigned.IndexOfAny('e', 'E');
            var exponent = 0;
            if (e >= 0 && !int.TryParse(unsigned[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || exponent is > 1_000_000 or < -1_000_000)
                throw new JsonException($"The number {text} is out of all measure.");
            var mantissa = e < 0 ? unsigned : unsigned[..e];
            var point = mantissa.IndexOf('.');
            var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
            var stripped = digits.TrimStart('0');
            var before = (point < 0 ? digits.Length : point) - (digits.Length - stripped.Length);
            stripped = stripped.TrimEnd('0');
            return stripped.Length == 0 ? new(false, "", 0) : new(text[0] == '-', stripped, before + exponent);
        }

        /// <summary>As ECMAScript's Number::toString writes it.</summary>
        public override string ToString()
        {
            if (Digits.Length == 0) return "0";
            return (IsNegative ? "-" : "") + (Point switch
            {
                > 0 and <= LongestWithoutExponent when Digits.Length <= Point => Digits.PadRight(Point, '0'),
                > 0 and <= LongestWithoutExponent => $"{Digits[..Point]}.{Digits[Point..]}",
                > -MostZerosBehindThePoint and <= 0 => $"0.{new string('0', -Point)}{Digits}",
                _ => string.Create(
                    CultureInfo.InvariantCulture, $"{Digits[0]}{(Digits.Length > 1 ? "." : "")}{Digits.AsSpan(1)}e{(Point > 0 ? "+" : "-")}{Math.Abs(Point - 1)}"),
            });
        }
    }
}
