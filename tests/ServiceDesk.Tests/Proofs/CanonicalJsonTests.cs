using System.Text;
using System.Text.Json;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests.Proofs;

public class CanonicalJsonTests
{
    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("structures")]
    [InlineData("unicode")]
    [InlineData("values")]
    [InlineData("weird")]
    public void A_published_vector_gives_the_published_bytes(string name)
    {
        var expected = File.ReadAllText(SharedData.Find("jcs", "outhex", $"{name}.txt")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        var bytes = CanonicalJson.Of(File.ReadAllText(SharedData.Find("jcs", "input", $"{name}.json")));

        Convert.ToHexStringLower(bytes).ShouldBe(string.Concat(expected));
    }

    // The samples of RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void A_double_is_written_as_ECMAScript_writes_it(ulong bits, string expected)
    {
        var json = BitConverter.UInt64BitsToDouble(bits).ToString("E17", System.Globalization.CultureInfo.InvariantCulture);

        Encoding.ASCII.GetString(CanonicalJson.Of(json)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("1234567890123456789012", "1.234567890123456789012e+21")]
    [InlineData("0.12345678901234567891", "0.12345678901234567891")]
    [InlineData("1e400", "1e+400")]
    [InlineData("-1.50", "-1.5")]
    [InlineData("100", "100")]
    [InlineData("-0", "0")]
    public void Where_nothing_may_be_lost_a_number_keeps_its_digits(string json, string expected) =>
        Encoding.ASCII.GetString(CanonicalJson.Exact(json)).ShouldBe(expected);

    [Fact]
    public void Two_numbers_that_are_one_double_are_two_leaves() =>
        CanonicalJson.Exact("9007199254740993").ShouldNotBe(CanonicalJson.Exact("9007199254740992"));

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{}{}")]
    [InlineData("")]
    [InlineData("1e99999999999")]
    public void What_has_no_canonical_form_is_refused(string json) => Should.Throw<JsonException>(() => CanonicalJson.Exact(json));

    [Fact]
    public void A_number_beyond_all_doubles_is_refused() => Should.Throw<JsonException>(() => CanonicalJson.Of("1e400"));

    [Fact]
    public void Half_a_character_is_refused() => Should.Throw<JsonException>(() => CanonicalJson.Of("\"\ud800\""));

    [Fact]
    public void A_canonical_text_stays_as_it_is()
    {
        var once = CanonicalJson.Exact("""{ "中文": ["é", "\u007f", {"b":1.0,"a":null}], "A": "\/\"\\\b" }""");

        CanonicalJson.Exact(Encoding.UTF8.GetString(once)).ShouldBe(once);
    }
}
