using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class CallTests
{
    private static readonly Actor acme = Ada with { Organization = "acme" };

    private static readonly ContactRecorded reported = new(
        Ada.Id, Grace.Id, ContactPurpose.Report, true, "+44 20 1", Duration.FromSeconds(270), "Nothing works.", null, Opened);

    [Fact]
    public void A_call_brings_its_ticket_and_both_are_one_decision() => Given()
        .When(ticket => Call().Decide(ticket, "INC-000123", Grace.Id, Ada, Opened))
        .Then(
            new TicketSubmitted(
                "INC-000123", TicketKind.Incident, "No network", "Nothing works.", Grace.Id, "Grace Hopper", null, null, "acme", null, null, null, "phone", null, null, null, Opened)
            { CatalogueVersion = 1 },
            reported);

    [Fact]
    public void A_call_is_recorded_once() => Given(Submitted, reported).When(ticket => Call().Decide(ticket, "INC-000999", Grace.Id, Ada, Opened)).ThenNothing();

    [Fact]
    public void All_wrong_fields_of_call_and_ticket_are_named_at_once() => Sent.Refusal<RecordCall>("""
        {"length":"-PT1M","outcome":"Very well","occurredAt":"now","ticket":{"kind":"call","channel":"email","occurredAt":"2026-03-02T08:00:00Z","idempotencyKey":"k","requester":{"name":"Grace"}}}
        """, acme).ShouldRefuse(
            422, "caller", "length", "occurredAt", "outcome", "ticket.channel", "ticket.idempotencyKey", "ticket.kind", "ticket.occurredAt", "ticket.subject", "transcript");

    [Fact]
    public void A_call_without_a_ticket_is_refused() => Sent.Refusal<RecordCall>("""{"caller":"Grace","transcript":"x"}""", acme).ShouldRefuse(422, "ticket");

    [Fact]
    public void A_call_back_is_recorded_with_its_outcome() => Given(Submitted)
        .When(ticket => Sent.Read<RecordContact>("""
            {"purpose":"call-back","direction":"outgoing","caller":"+44 20 1","length":"PT2M","transcript":"All is well.","outcome":"satisfied"}
            """).Decide(ticket, Ada, At(5)))
        .Then(new ContactRecorded(Ada.Id, Grace.Id, ContactPurpose.CallBack, false, "+44 20 1", Duration.FromMinutes(2), "All is well.", "satisfied", At(5)));

    [Fact]
    public void A_contact_says_by_what_way_people_spoke() => Given(Submitted)
        .When(ticket => Sent.Read<RecordContact>("""{"purpose":"inform","direction":"outgoing","channel":"in-person","transcript":"I stood at the printer."}""").Decide(ticket, Ada, At(5)))
        .Then(new ContactRecorded(Ada.Id, Grace.Id, ContactPurpose.Inform, false, null, null, "I stood at the printer.", null, At(5)) { Channel = ContactChannel.InPerson });

    [Fact]
    public void A_call_back_without_an_outcome_is_refused() =>
        Sent.Refusal<RecordContact>("""{"purpose":"call-back","direction":"outgoing","transcript":"x"}""").ShouldRefuse(422, "outcome");

    [Theory]
    [InlineData("4 minutes")]
    [InlineData("PT25H")]
    [InlineData("P1M")]
    [InlineData("PT99999999999999999H")]
    public void A_length_is_a_duration_of_a_day_at_most(string length) =>
        Sent.Refusal<RecordContact>($$"""{"purpose":"inform","direction":"incoming","transcript":"x","length":"{{length}}"}""").ShouldRefuse(422, "length");

    private static RecordCall Call() => Sent.Read<RecordCall>("""
        {"caller":"+44 20 1","length":"PT4M30S","transcript":"Nothing works.","ticket":{"kind":"incident","subject":"No network","requester":{"name":"Grace Hopper"}}}
        """, acme);
}
