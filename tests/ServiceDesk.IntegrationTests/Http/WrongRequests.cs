using System.Text;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Http;

/// <summary>A wrong request changes nothing and gets a problem document that names every wrong field.</summary>
[Collection(DeskCollection.Name)]
public sealed class WrongRequests(Desk desk)
{
    private const string Good = """{"kind":"incident","subject":"x","requester":{"name":"x","organization":"demo"}}""";

    [Theory]
    [InlineData("{}", "kind subject requester.name requester.organization")]
    [InlineData("""{"kind":"wish","subject":" ","requester":{"name":7,"email":"nobody","organization":"unknown"},"impact":"world","urgency":1}""",
        "kind subject requester.name requester.email requester.organization impact urgency")]
    [InlineData("""{"kind":"incident","subject":"x","requester":"Li Na"}""", "requester requester.name requester.organization")]
    [InlineData("""{"kind":"incident","subject":"x","requester":{"name":"x","organization":"demo","shoe":42},"colour":"red"}""", "requester.shoe colour")]
    [InlineData("""{"kind":"incident","subject":"x","requester":{"name":"x","organization":"demo"},"occurredAt":"yesterday","faultAt":"2026-02-30T00:00:00Z","channel":"By Phone"}""",
        "occurredAt faultAt channel")]
    [InlineData("""{"kind":"incident","subject":"x","requester":{"name":"x","organization":"demo"},"idempotencyKey":"k"}""", "idempotencyKey")]
    [InlineData("""{"kind":"incident","subject":"x","requester":{"name":"x","organization":"demo"},"occurredAt":"2999-01-01T00:00:00Z"}""", "occurredAt")]
    public async Task Every_wrong_field_is_named(string body, string fields)
    {
        var reply = await ChangesNothing(() => desk.Admin.PostText("intake", "/tickets", body));
        (reply.Status, reply.Code).ShouldBe((422, "invalid"));
        reply.WrongFields.Order().ShouldBe(fields.Split(' ').Order());
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_named()
    {
        var body = new { kind = "incident", subject = new string('x', 301), description = new string('y', 100_001), requester = new { name = "x", organization = "demo" } };
        var reply = await ChangesNothing(() => desk.Admin.Post("intake", "/tickets", body));
        (reply.Status, string.Join(' ', reply.WrongFields.Order())).ShouldBe((422, "description subject"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("""{"kind":"incident","kind":"request","subject":"x","requester":{"name":"x","organization":"demo"}}""")]
    [InlineData("""{"kind":"incident","subject":"x","requester":{"name":"x","name":"y","organization":"demo"}}""")]
    [InlineData("""{"kind":"incident","subject":"x","requester":{"name":"x","organization":"demo"}} {}""")]
    [InlineData("""{"kind":"incident","subject":"a\u0000b","requester":{"name":"x","organization":"demo"}}""")]
    [InlineData("""{"kind":"incident","subject":"a\ud800b","requester":{"name":"x","organization":"demo"}}""")]
    [InlineData("""{"kind":"incident","subject":"x","requester":{"name":"x","organization":"demo"},"a":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}""")]
    [InlineData("""{"kind":"incident","subject":"x","a\ud800":1,"requester":{"name":"x","organization":"demo"}}""")]
    public async Task What_is_not_I_JSON_is_malformed(string body)
    {
        var reply = await ChangesNothing(() => desk.Admin.PostText("intake", "/tickets", body));
        (reply.Status, reply.Code).ShouldBe((400, "malformed"));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_malformed()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("""{"kind":"incident","subject":"a"""), 0xff, .. Encoding.UTF8.GetBytes("""b","requester":{"name":"x","organization":"demo"}}""")];
        var reply = await ChangesNothing(() => desk.Admin.Send(HttpMethod.Post, "intake", "/tickets", new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } }));
        (reply.Status, reply.Code).ShouldBe((400, "malformed"));
    }

    [Theory]
    [InlineData("/people", """{"roles":["king"],"email":5}""", "name email roles")]
    [InlineData("/people", """{"name":"x","roles":["requester"]}""", "organization")]
    [InlineData("/people", """{"name":"x","roles":["agent"],"organization":"unknown"}""", "organization")]
    [InlineData("/organizations", """{"id":"Not A Slug"}""", "id name")]
    public async Task Wrong_people_and_organisations_are_refused(string path, string body, string fields)
    {
        var reply = await ChangesNothing(() => desk.Admin.PostText("intake", path, body));
        (reply.Status, string.Join(' ', reply.WrongFields.Order())).ShouldBe((422, string.Join(' ', fields.Split(' ').Order())));
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\u0000")]
    public async Task A_list_of_texts_is_I_JSON_too(string text)
    {
        var reply = await ChangesNothing(() => desk.Admin.PostText("intake", "/people", $$"""{"name":"x","roles":["{{text}}"]}"""));
        reply.Status.ShouldBeInRange(400, 422, reply.Body);
        reply.WrongFields.ShouldBe(["roles"]);
    }

    [Theory]
    [InlineData("respond", "{}", "message")]
    [InlineData("respond", """{"message":" ","occurredAt":5,"mood":"good"}""", "message occurredAt mood")]
    [InlineData("resolve", """{"solution":null,"cause":[]}""", "cause solution")]
    [InlineData("respond", """{"message":"x","occurredAt":"2000-01-01T00:00:00Z"}""", "occurredAt")]
    public async Task A_wrong_command_is_refused(string verb, string body, string fields)
    {
        var ticket = await desk.Ticket("demo");
        var reply = await ChangesNothing(() => desk.Admin.PostText("resolution", $"/tickets/{ticket}/{verb}", body));
        (reply.Status, string.Join(' ', reply.WrongFields.Order())).ShouldBe((422, string.Join(' ', fields.Split(' ').Order())));
    }

    [Theory]
    [InlineData("resolution", "/tickets?sort=colour", "sort")]
    [InlineData("resolution", "/tickets?limit=0", "limit")]
    [InlineData("resolution", "/tickets?after=nonsense", "after")]
    [InlineData("analytics", "/audit/events?from=then", "from")]
    [InlineData("analytics", "/audit/events?limit=5000", "limit")]
    [InlineData("analytics", "/audit/events?q=%2C", "q")]
    [InlineData("analytics", "/audit/events?axis=sideways", "axis")]
    [InlineData("analytics", "/audit/events?sort=colour", "sort")]
    [InlineData("analytics", "/audit/events?ticket=INC-1", "ticket")]
    [InlineData("analytics", "/audit/events?after=yesterday", "after")]
    [InlineData("analytics", "/audit/events?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    [InlineData("analytics", "/audit/queues?status=closed", "status")]
    [InlineData("analytics", "/audit/queues?asOf=yesterday", "asOf")]
    [InlineData("analytics", "/audit/queues?asOf=2999-01-01T00:00:00Z", "asOf")]
    [InlineData("analytics", "/reports/backlog?by=colour", "by")]
    [InlineData("analytics", "/reports/backlog?step=PT0S", "step")]
    [InlineData("analytics", "/reports/backlog?from=2000-01-01T00:00:00Z&step=PT1S", "step")]
    [InlineData("analytics", "/reports/backlog?from=2026-02-01T00:00:00Z&at=2026-01-01T00:00:00Z", "from")]
    [InlineData("intake", "/tickets/01900000-0000-7000-8000-000000000000?asOf=2999-01-01T00:00:00Z", "asOf")]
    [InlineData("routing", "/tickets/01900000-0000-7000-8000-000000000000/routing?axis=sideways", "axis")]
    [InlineData("resolution", "/tickets/01900000-0000-7000-8000-000000000000?asOf=then", "asOf")]
    [InlineData("analytics", "/reports/sla?by=colour", "by")]
    [InlineData("analytics", "/reports/sla?zone=Mars/Olympus", "zone")]
    [InlineData("analytics", "/reports/sla?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("intake", "/events?after=-1", "after")]
    [InlineData("intake", "/organizations?position=nonsense", "position")]
    public async Task A_wrong_question_names_its_field(string service, string path, string field)
    {
        var reply = await desk.Admin.Get(service, path);
        (reply.Status, reply.WrongFields.Single()).ShouldBe((422, field));
    }

    [Theory]
    [InlineData("resolution", "/tickets?limit=many")]
    [InlineData("resolution", "/tickets?q=%00")]
    [InlineData("resolution", "/tickets?team=%00")]
    [InlineData("analytics", "/audit/events?actor=%00")]
    [InlineData("analytics", "/audit/events?q=%00")]
    [InlineData("analytics", "/audit/events?after=9223372036854775807_1")]
    [InlineData("analytics", "/audit/queues?team=%00")]
    [InlineData("analytics", "/audit/queues?after=9223372036854775807_01900000-0000-7000-8000-000000000000")]
    [InlineData("analytics", "/audit/queues?asOf=1901-01-01T00:00:00Z")]
    [InlineData("analytics", "/reports/backlog?at=1901-01-01T00:00:00Z&from=1901-01-01T00:00:00Z")]
    [InlineData("analytics", "/audit/tickets/01900000-0000-7000-8000-000000000000/readers?after=-1")]
    [InlineData("analytics", "/audit/events?from=9999-12-31T23:59:59.9999999-18:00")]
    [InlineData("analytics", "/reports/sla?from=-9998-01-01T00:00:00Z")]
    [InlineData("intake", "/events?after=99999999999999999999")]
    [InlineData("intake", "/people?role=%00")]
    public async Task No_question_breaks_a_service(string service, string path) =>
        (await desk.Admin.Get(service, path)).Status.ShouldBeLessThan(500);

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_too_large()
    {
        var reply = await ChangesNothing(() => desk.Admin.PostText("intake", "/tickets", $$"""{"subject":"{{new string('x', 1 << 20)}}"}"""));
        (reply.Status, reply.Code).ShouldBe((413, "too-large"));
    }

    [Theory]
    [InlineData("/tickets", "text/plain")]
    [InlineData("/tickets", "application/x-ndjson")]
    [InlineData("/tickets/batch", "application/json")]
    public async Task Another_media_type_is_not_taken(string path, string type)
    {
        var reply = await ChangesNothing(() => desk.Admin.Send(HttpMethod.Post, "intake", path, new StringContent(Good, Encoding.UTF8, type)));
        reply.Status.ShouldBe(415);
        reply.Code.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Idempotency-Key", "", "bad-idempotency-key")]
    [InlineData("Idempotency-Key", "a\tb", "bad-idempotency-key")]
    [InlineData("If-Match", "nonsense", "bad-if-match")]
    public async Task A_malformed_header_is_told(string header, string value, string code)
    {
        var reply = await ChangesNothing(() => desk.Admin.Sending((header, value)).PostText("intake", "/tickets", Good));
        (reply.Status, reply.Code).ShouldBe((400, code));
    }

    private async Task<Reply> ChangesNothing(Func<Task<Reply>> send)
    {
        await desk.Quiet();
        var before = (await desk.Settled("intake"), await desk.Head("resolution"));
        var reply = await send();
        reply.Status.ShouldBeInRange(400, 499, reply.Body);
        reply.Code.ShouldNotBeEmpty();
        (await desk.Settled("intake"), await desk.Head("resolution")).ShouldBe(before);
        return reply;
    }
}
