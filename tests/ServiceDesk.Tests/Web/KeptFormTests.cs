using System.Text;
using Microsoft.AspNetCore.Http;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Tests.Web;

public sealed class KeptFormTests
{
    [Fact]
    public async Task What_was_written_is_shown_and_what_stood_hidden_is_sent_along_unseen()
    {
        var kept = await Keep("/tickets/0198d4c1-7d1c-7f04-9c55-1f6f0a3c9a10/messages", "text=It+rattles.%0D%0AStill&idempotency-key=00112233445566778899aabbccddeeff&__RequestVerificationToken=CfDJ8");
        kept!.Written.ShouldBe(["It rattles.\nStill"]);
        kept.Fields.Keys.ShouldBe(["text", "idempotency-key"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/account/password", "old=secret&password=another+secret")]
    [InlineData("//elsewhere.example/tickets", "text=a")]
    [InlineData("/sign-out", "a=b")]
    public async Task Passwords_and_what_leads_elsewhere_are_not_kept(string path, string form) => (await Keep(path, form)).ShouldBeNull();

    [Fact]
    public async Task A_form_that_is_too_large_is_not_kept() => (await Keep("/tickets/new", "description=" + new string('a', 500_001))).ShouldBeNull();

    private static Task<KeptForm?> Keep(string path, string form)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = path;
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(form));
        return KeptForm.Read(http.Request, TestContext.Current.CancellationToken);
    }
}
