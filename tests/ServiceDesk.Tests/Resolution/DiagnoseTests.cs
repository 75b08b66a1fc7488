using ServiceDesk.Contracts;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class DiagnoseTests
{
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30));

    [Fact]
    public void An_agent_records_what_was_found() => Given(Opening, Assignment)
        .When(ticket => new Diagnose("The switch is dead.", null, [], null).Decide(ticket, Ada, At(10)))
        .Then(new DiagnosisCompleted(Ada.Id, Grace.Id, "The switch is dead.", null, [], At(10)));

    [Fact]
    public void Findings_alone_are_a_diagnosis_and_what_is_behind_them_and_who_was_asked_may_be_told()
    {
        Sent.Read<Diagnose>("""{"findings":"Dead."}""").ShouldBe(new Diagnose("Dead.", null, [], null));
        var whole = Sent.Read<Diagnose>("""{"findings":"Dead.","hypothesis":"Lightning","contacts":["Li Na by phone"]}""");
        (whole.Findings, whole.Hypothesis, whole.Contacts.Single()).ShouldBe(("Dead.", "Lightning", "Li Na by phone"));
        Sent.Refusal<Diagnose>("""{"hypothesis":7,"contacts":[""]}""").ShouldRefuse(422, "contacts", "findings", "hypothesis");
    }

    [Fact]
    public void A_resolved_ticket_is_not_diagnosed() => Given(Opening, resolved)
        .When(ticket => new Diagnose("More.", null, [], null).Decide(ticket, Ada, At(40)))
        .ThenRejected("resolved");

    [Fact]
    public void A_confirmed_ticket_is_not_diagnosed() => Given(Opening, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)))
        .When(ticket => new Diagnose("More.", null, [], null).Decide(ticket, Ada, At(41)))
        .ThenRejected("resolved");

    [Fact]
    public void A_diagnosis_starts_the_work_and_stops_neither_response_nor_resolution()
    {
        var ticket = Given(Opening, new DiagnosisCompleted(Ada.Id, Grace.Id, "The switch is dead.", null, [], At(10))).State;

        ticket.Status.ShouldBe(TicketStatus.InProgress);
        (ticket.Response.IsStopped, ticket.Resolution.IsStopped).ShouldBe((false, false));
    }
}
