using System.Text.Json.Nodes;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

[Collection(DeskCollection.Name)]
public sealed class TicketBatches(Desk desk)
{
    private readonly string run = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_broken_line_gets_its_error_and_the_others_land()
    {
        var reply = await desk.Admin.Batch(
            Line("one"), "", "{", "   ", """{"kind":"incident"}""", Line(new string('x', 301)), $"{{\"subject\":\"{new string('y', (1 << 20) + 1)}\"}}", Line("a\\u0000b"), Line("two"));

        reply.MediaType.ShouldBe("application/x-ndjson");
        reply.Lines.Select(line => (line["line"]!.GetValue<int>(), line["status"]!.GetValue<int>()))
            .ShouldBe([(1, 201), (3, 400), (5, 422), (6, 422), (7, 413), (8, 400), (9, 201)]);
        reply.Lines[2]["problem"]!["errors"]!.AsObject().Select(error => error.Key).Order().ShouldBe(["requester.name", "requester.organization", "subject"]);
        reply.Lines[4]["problem"]!["code"]!.ToString().ShouldBe("too-large");
        (await Subjects()).ShouldBe([$"{run} one", $"{run} two"]);
        foreach (var line in (JsonNode[])[reply.Lines[0], reply.Lines[6]])
        {
            line["position"]!.ToString().ShouldStartWith("intake/");
            (await desk.Admin.Get("intake", $"/tickets/{line["id"]}")).Text("number").ShouldBe(line["number"]!.ToString());
        }
    }

    [Fact]
    public async Task The_same_file_again_makes_nothing_new()
    {
        var lines = Enumerable.Range(0, 300).Select(n => Line($"{n}", $"{run}-{n}")).ToArray();
        var first = await desk.As("system").Batch(lines);
        var head = await desk.Settled("intake");

        var again = await desk.As("system").Batch(lines);

        (await desk.Settled("intake")).ShouldBe(head);
        first.Lines.Count.ShouldBe(300);
        Answers(again).ShouldBe(Answers(first));
    }

    [Fact]
    public async Task A_key_of_the_header_counts_with_the_number_of_the_line()
    {
        var caller = desk.Admin.Sending(("Idempotency-Key", run));
        var first = await caller.Batch(Line("one"), "", Line("three"));
        var head = await desk.Settled("intake");

        (await Single($"{run}/3", "three")).Text("id").ShouldBe(first.Lines[1]["id"]!.ToString());
        Answers(await caller.Batch(Line("one"), "", Line("three"))).ShouldBe(Answers(first));
        (await desk.Settled("intake")).ShouldBe(head);
    }

    [Fact]
    public async Task A_line_and_a_single_post_with_the_same_key_are_the_same_request()
    {
        var line = (await desk.Admin.Batch(Line("one", run))).Lines.Single();
        var single = await Single(run, "one");

        (single.Status, single.Text("id"), single.Text("number"), single.Text("position"))
            .ShouldBe((201, line["id"]!.ToString(), line["number"]!.ToString(), line["position"]!.ToString()));
        var other = await Single(run, "another");
        (other.Status, other.Code).ShouldBe((422, "idempotency-key-reused"));
        var otherLine = (await desk.Admin.Batch(Line("another", run))).Lines.Single();
        (otherLine["status"]!.GetValue<int>(), otherLine["problem"]!["code"]!.ToString()).ShouldBe((422, "idempotency-key-reused"));
        (await Subjects()).ShouldBe([$"{run} one"]);
    }

    [Fact]
    public async Task A_key_belongs_to_its_client()
    {
        var one = await Single(run, "one");
        var other = await desk.As("system").Sending(("Idempotency-Key", run)).PostText("intake", "/tickets", Line("one"));

        other.Text("id").ShouldNotBe(one.Text("id"));
    }

    [Fact]
    public async Task A_line_may_be_as_long_as_a_mebibyte_and_the_body_much_longer()
    {
        var filler = new string(' ', 1_000_000);
        var reply = await desk.Admin.Batch([.. Enumerable.Range(0, 5).Select(n => Line($"{n}") + filler)]);

        reply.Lines.Select(line => line["status"]!.GetValue<int>()).ShouldBe([201, 201, 201, 201, 201]);
    }

    [Fact]
    public async Task An_occurrence_that_the_role_does_not_allow_fails_its_line_only()
    {
        var late = $$"""{"kind":"incident","subject":"{{run}} late","occurredAt":"2016-02-29T01:16:00Z","requester":{"name":"x","organization":"demo"} }""";
        (await desk.As("agent").Batch(late, Line("now"))).Lines.Select(line => line["status"]!.GetValue<int>()).ShouldBe([422, 201]);
        (await desk.As("system").Batch(late)).Lines.Single()["status"]!.GetValue<int>().ShouldBe(201);
    }

    private string Line(string subject, string? key = null) =>
        $$"""{"kind":"incident","subject":"{{run}} {{subject}}",{{(key is null ? "" : $"\"idempotencyKey\":\"{key}\",")}}"requester":{"name":"x","organization":"demo"} }""";

    private Task<Reply> Single(string key, string subject) => desk.Admin.Sending(("Idempotency-Key", key)).PostText("intake", "/tickets", Line(subject));

    private Task<IReadOnlyList<string>> Subjects() =>
        desk["intake"].List<string>($"select data ->> 'subject' from events where data ->> 'subject' like '{run} %' order by position");

    private static IEnumerable<string> Answers(Reply reply) => reply.Lines.Select(line => line.ToJsonString());
}
