using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

namespace ServiceDesk.Tests;

public class SubmitTicketInputTests
{
    private static readonly Actor acmeSystem = new("person-erp", [Roles.System], "acme", null);
    private static readonly Actor system = new("person-erp", [Roles.System], null, null);

    [Fact]
    public void The_minimal_ticket_takes_the_organisation_from_the_key()
    {
        var ticket = Sent.Read<SubmitTicket>("""{"kind":"request","subject":"A chair","requester":{"name":"Grace Hopper"}}""", acmeSystem);

        (ticket with { Reading = null }).ShouldBe(new SubmitTicket(
            TicketKind.Request, "A chair", null, new SubmittedRequester("Grace Hopper", null, null, "acme"), null, null, null, null, null, null, null, null, null));
    }

    [Fact]
    public void Every_field_is_read()
    {
        var ticket = Sent.Read<SubmitTicket>("""
            {"kind":"incident","subject":"No network","description":" two\nlines ","urgency":"high","impact":"department","category":"network","channel":"phone",
             "affectedSystem":"vpn","externalId":"EXT-1","faultAt":"2026-03-02T08:00:00+01:00","occurredAt":"2026-03-02T07:30:00.1234567Z","idempotencyKey":"k1",
             "requester":{"name":"Grace Hopper","email":"grace@acme.example","phone":"+44 20 1"}}
            """, acmeSystem);

        (ticket with { Reading = null }).ShouldBe(new SubmitTicket(
            TicketKind.Incident, "No network", " two\nlines ", new SubmittedRequester("Grace Hopper", "grace@acme.example", "+44 20 1", "acme"),
            Impact.Department, Urgency.High, "network", "phone", "vpn", "EXT-1", Instant.FromUtc(2026, 3, 2, 7, 0),
            Instant.FromUtc(2026, 3, 2, 7, 30) + Duration.FromTicks(1_234_560), "k1"));
    }

    [Fact]
    public void An_empty_ticket_is_told_everything_that_is_required() =>
        Sent.Refusal<SubmitTicket>("{}", system).ShouldRefuse(422, "kind", "requester.name", "requester.organization", "subject");

    [Fact]
    public void All_wrong_fields_are_named_at_once() => Sent.Refusal<SubmitTicket>("""
        {"kind":"problem","subject":7,"urgency":"urgent","impact":"planet","channel":"Telephone!","faultAt":"yesterday",
         "occurredAt":"2026-13-01T00:00:00Z","colour":"red",
         "requester":{"name":"","email":"nobody","phone":["1"],"organization":"globex","age":7}}
        """, acmeSystem).ShouldRefuse(
            422, "channel", "colour", "faultAt", "impact", "kind", "occurredAt", "requester.age", "requester.email", "requester.name",
            "requester.organization", "requester.phone", "subject", "urgency");

    [Fact]
    public void An_unknown_organisation_is_refused() =>
        Sent.Refusal<SubmitTicket>("""{"kind":"request","subject":"A chair","requester":{"name":"Grace","organization":"nowhere"}}""", system)
            .ShouldRefuse(422, "requester.organization");

    [Fact]
    public void A_requester_that_is_no_object_is_refused() =>
        Sent.Refusal<SubmitTicket>("""{"kind":"request","subject":"A chair","requester":"Grace"}""", acmeSystem).ShouldRefuse(422, "requester", "requester.name");

    [Theory]
    [InlineData("Phone")]
    [InlineData("phone\\n")]
    [InlineData("9to5")]
    public void A_channel_is_a_lower_case_word(string channel) =>
        Sent.Refusal<SubmitTicket>($$"""{"kind":"request","subject":"A chair","requester":{"name":"Grace"},"channel":"{{channel}}"}""", acmeSystem)
            .ShouldRefuse(422, "channel");

    [Theory]
    [InlineData("grace@")]
    [InlineData("@acme.example")]
    [InlineData("grace@acme@example")]
    [InlineData("grace hopper@acme.example")]
    [InlineData("grace@acme.example\\n")]
    public void An_address_has_one_at_sign_and_no_space(string email) =>
        Sent.Refusal<SubmitTicket>($$"""{"kind":"request","subject":"A chair","requester":{"name":"Grace","email":"{{email}}"} }""", acmeSystem)
            .ShouldRefuse(422, "requester.email");

    [Theory]
    [InlineData("subject", 300)]
    [InlineData("category", 100)]
    [InlineData("affectedSystem", 200)]
    public void A_text_may_be_as_long_as_its_limit_and_no_longer(string field, int longest)
    {
        string Ticket(int length)
        {
            var subject = field == "subject" ? "" : "\"subject\":\"A chair\",";
            return $$"""{"kind":"request",{{subject}}"requester":{"name":"Grace"},"{{field}}":"{{new string('x', length)}}"}""";
        }

        Sent.Read<SubmitTicket>(Ticket(longest), acmeSystem).Kind.ShouldBe(TicketKind.Request);
        Sent.Refusal<SubmitTicket>(Ticket(longest + 1), acmeSystem).ShouldRefuse(422, field);
    }
}
