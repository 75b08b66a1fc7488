using System.Text.Json;
using ServiceDesk.Intake.Channels;

namespace ServiceDesk.Tests;

public class JsonPointerTests
{
    /// <summary>The document of RFC 6901, section 5.</summary>
    private static readonly JsonElement json = JsonDocument.Parse("""
        {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"~1":9}
        """).RootElement;

    [Theory]
    [InlineData("/foo", """["bar","baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    [InlineData("/~01", "9")]
    public void It_finds_a_value(string pointer, string value) => JsonPointer.Find(json, pointer)!.Value.GetRawText().ShouldBe(value);

    [Fact]
    public void The_empty_pointer_is_the_whole_document() => JsonPointer.Find(json, "")!.Value.ValueKind.ShouldBe(JsonValueKind.Object);

    [Theory]
    [InlineData("/foo/2")]
    [InlineData("/foo/-")]
    [InlineData("/foo/-1")]
    [InlineData("/foo/00")]
    [InlineData("/foo/01")]
    [InlineData("/foo/1 ")]
    [InlineData("/foo/99999999999999999999")]
    [InlineData("/foo/bar")]
    [InlineData("/foo/0/x")]
    [InlineData("/FOO")]
    [InlineData("/foo/")]
    [InlineData("foo")]
    public void Elsewhere_is_nothing(string pointer) => JsonPointer.Find(json, pointer).ShouldBeNull();

    [Theory]
    [InlineData("foo")]
    [InlineData("#/foo")]
    [InlineData("/~")]
    [InlineData("/~2")]
    [InlineData("/a~/b")]
    public void It_is_no_pointer(string text)
    {
        JsonPointer.Fault(text).ShouldNotBeNull();
        JsonPointer.Find(json, text).ShouldBeNull();
    }

    [Fact]
    public void It_has_a_longest_length()
    {
        JsonPointer.Fault("/" + new string('a', JsonPointer.Longest - 1)).ShouldBeNull();
        JsonPointer.Fault("/" + new string('a', JsonPointer.Longest)).ShouldNotBeNull();
    }
}
