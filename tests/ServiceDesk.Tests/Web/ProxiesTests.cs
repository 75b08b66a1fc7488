using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Tests.Web;

public sealed class ProxiesTests
{
    [Theory]
    [InlineData("127.0.0.1", "https")]
    [InlineData("10.0.0.0/8 127.0.0.0/8", "https")]
    [InlineData("10.0.0.0/8", "http")]
    [InlineData("", "http")]
    public async Task Only_a_named_proxy_says_that_a_request_came_by_https(string proxies, string scheme)
    {
        var builder = WebApplication.CreateBuilder(["--Web:Proxies", proxies, "--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        Proxies.Believe(app);
        app.Run(http =>
        {
            Cookies.Keep(http, "kept", "x", TimeSpan.FromMinutes(1));
            return http.Response.WriteAsync(http.Request.Scheme);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var browser = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, app.Urls.Single()) { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.7" } } };

        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(scheme);
        answer.Headers.GetValues("Set-Cookie").Single().Contains("secure", StringComparison.Ordinal).ShouldBe(scheme == "https");
    }

    [Fact]
    public async Task What_is_no_address_stops_the_start()
    {
        await using var app = WebApplication.CreateBuilder(["--Web:Proxies", "proxy.example"]).Build();
        Should.Throw<InvalidOperationException>(() => Proxies.Believe(app)).Message.ShouldContain("proxy.example");
    }
}
