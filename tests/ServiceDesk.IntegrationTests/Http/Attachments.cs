using System.Net.Http.Headers;
using System.Security.Cryptography;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

[Collection(DeskCollection.Name)]
public sealed class Attachments(Desk desk)
{
    private readonly string run = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_file_comes_back_as_it_was_with_its_hash()
    {
        var ticket = await Ticket();
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);

        var added = await desk.As("agent").Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments?name=%E6%97%A5%E5%BF%97.bin", new ByteArrayContent(bytes));

        added.Status.ShouldBe(201);
        var file = added.Items.Single();
        (file["name"]!.ToString(), file["size"]!.GetValue<long>(), file["sha256"]!.ToString())
            .ShouldBe(("日志.bin", 3_000_000L, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", desk.As("agent").Key);
        using var answer = await http.GetAsync(new Uri(desk.Instance["intake"].Url, $"/tickets/{ticket}/attachments/{file["id"]}"), TestContext.Current.CancellationToken);
        (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(bytes);
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("日志.bin");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task A_form_adds_all_its_files_or_none()
    {
        var ticket = await Ticket();
        using var form = new MultipartFormDataContent { { new StringContent("x"), "comment" }, { new StringContent("one"), "file", "a.txt" }, { new StringContent("two"), "file", "b.txt" } };
        var added = await desk.As("agent").Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments", form);
        added.Items.Select(file => file["name"]!.ToString()).ShouldBe(["a.txt", "b.txt"]);

        using var bad = new MultipartFormDataContent { { new StringContent("three"), "file", "c.txt" }, { new ByteArrayContent([0x4D, 0x5A, 0, 0]), "file", "d.txt" } };
        var refused = await desk.As("agent").Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments", bad);
        (refused.Status, refused.Code).ShouldBe((415, "program"));
        (await List(ticket)).ShouldBe(["a.txt", "b.txt"]);
    }

    [Fact]
    public async Task The_same_key_and_file_again_adds_nothing_and_another_file_is_refused()
    {
        var ticket = await Ticket();
        var caller = desk.As("agent").Sending(("Idempotency-Key", run));
        Task<Reply> Add(string content) => caller.Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments?name=a.txt", new StringContent(content));

        var first = await Add("one");
        var again = await Add("one");

        again.Body.ShouldBe(first.Body);
        var other = await Add("two");
        (other.Status, other.Code).ShouldBe((422, "idempotency-key-reused"));
        (await List(ticket)).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task Who_may_not_know_the_ticket_finds_no_file()
    {
        var ticket = await Ticket();
        var added = await desk.As("agent").Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments", new StringContent("one"));
        var stranger = (await desk.Register("acme", "requester")).Caller;

        foreach (var path in (string[])[$"/tickets/{ticket}/attachments", $"/tickets/{ticket}/attachments/{added.Items[0]["id"]}"])
            (await stranger.Get("intake", path)).Code.ShouldBe("not-found");
        (await stranger.Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments", new StringContent("two"))).Code.ShouldBe("not-found");
        (await List(ticket)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_form_that_is_cut_is_malformed()
    {
        var ticket = await Ticket();
        var cut = new StringContent("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhal");
        cut.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");

        var refused = await desk.As("agent").Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments", cut);

        (refused.Status, refused.Code).ShouldBe((400, "malformed"));
        (await List(ticket)).ShouldBeEmpty();
    }

    private async Task<string> Ticket() => (await desk.As("agent").Post("intake", "/tickets",
        new { kind = "incident", subject = $"{run} files", requester = new { name = "x", organization = "demo" } })).Text("id");

    private async Task<IReadOnlyList<string>> List(string ticket) =>
        [.. (await desk.As("agent").Get("intake", $"/tickets/{ticket}/attachments")).Items.Select(file => file["name"]!.ToString())];
}
