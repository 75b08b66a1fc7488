using System.Buffers.Text;
using System.Text.Json;
using ServiceDesk.Routing.Boards;

namespace ServiceDesk.Tests;

public class PageTests
{
    [Theory]
    [InlineData("2026-03-02 08:02:00.123456+00", "INC-1", true)]
    [InlineData("2026-03-02 08:02:00+05:30", "INC-1", true)]
    [InlineData("13:00", "x", false)]
    [InlineData("2026-03-02", "x", false)]
    [InlineData("2026-02-30 08:02:00+00", "x", false)]
    [InlineData("2026-03-02 08:02:00+00", "a\0b", false)]
    [InlineData("2026-03-02 08:02:00+00\0", "x", false)]
    public void Only_what_the_page_before_said_leads_to_the_next(string at, string key, bool isRight) =>
        Page.TryRead(null, Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { at, key })), out _, out _).ShouldBe(isRight);
}
