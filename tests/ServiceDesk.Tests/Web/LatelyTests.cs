using System.Net;
using Microsoft.Extensions.Caching.Memory;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Tests.Web;

public sealed class LatelyTests
{
    [Fact]
    public async Task What_could_not_be_asked_is_asked_again_and_what_was_found_is_kept()
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var asked = 0;

        (await Find(isWhole: false)).ShouldBe("1");
        (await Find(isWhole: true)).ShouldBe("2");
        (await Find(isWhole: true)).ShouldBe("2");

        Task<string> Find(bool isWhole) => cache.Find("names", TimeSpan.FromMinutes(5), () => Task.FromResult(($"{++asked}", isWhole)));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, true)]
    [InlineData(HttpStatusCode.NotFound, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    public void A_service_that_tells_nothing_to_this_visitor_has_answered_and_one_that_fails_has_not(HttpStatusCode status, bool isAnswered) =>
        new Answer<string>(null, Problem.Of(status)).IsAnswered.ShouldBe(isAnswered);
}
