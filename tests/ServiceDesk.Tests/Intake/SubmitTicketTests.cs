using ServiceDesk.Contracts;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class SubmitTicketTests
{
    private static readonly SubmitTicket full = new(
        TicketKind.Incident, "No network", "The whole floor is offline.", new SubmittedRequester("Grace Hopper", "grace@acme.example", "+44 20 1", "acme"),
        Impact.Department, Urgency.High, "network", "portal", "vpn", "EXT-1", Submitted.FaultAt, null, null);

    private static readonly SubmitTicket minimal = new(
        TicketKind.Request, "A chair", null, new SubmittedRequester("Grace Hopper", null, null, "acme"), null, null, null, null, null, null, null, null, null);

    [Fact]
    public void A_submission_is_recorded_as_it_was_sent() => Given()
        .When(ticket => full.Decide(ticket, "INC-000123", Grace.Id, Opened))
        .Then(Submitted);

    [Fact]
    public void Description_and_channel_have_defaults_and_the_rest_is_left_to_the_desk() => Given()
        .When(ticket => minimal.Decide(ticket, "REQ-000124", Grace.Id, Opened))
        .Then(new TicketSubmitted(
            "REQ-000124", TicketKind.Request, "A chair", "A chair", Grace.Id, "Grace Hopper", null, null, "acme", null, null, null, "api", null, null, null, Opened));

    [Fact]
    public void A_ticket_is_submitted_once() => Given(Submitted)
        .When(ticket => full.Decide(ticket, "INC-000999", Grace.Id, At(7)))
        .ThenNothing();

    [Fact]
    public void An_event_of_another_stream_is_no_submission() => Given(Opening)
        .When(ticket => full.Decide(ticket, "INC-000123", Grace.Id, Opened))
        .Then(Submitted);
}
