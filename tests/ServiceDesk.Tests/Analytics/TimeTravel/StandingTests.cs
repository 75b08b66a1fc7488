using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class StandingTests
{
    /// <summary>Histories of every kind of step: Analytics must tell of each what Resolution's own fold tells.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_ticket_stands_where_Resolution_says(int seed)
    {
        var random = new Random(seed);
        var (standing, ticket) = ((Standing?)null, Resolution.Ticket.Initial);
        foreach (var body in Enumerable.Range(0, 20).Select(_ => Steps[random.Next(Steps.Length)]).Prepend(Opening))
        {
            if (TicketStep.Of(body) is { } step) standing = Standing.After(standing, step);
            ticket = ticket.Evolve(body);
            (standing!.Status, standing.Team, standing.Agent).ShouldBe((Words.Of(ticket.Status), ticket.Team, ticket.Agent), body.ToString());
        }
    }

    private static object[] Steps { get; } =
    [
        Assignment, Assignment with { Agent = null }, new ResponseGiven(Ada.Id, Grace.Id, "On it", At(1)), new ProgressReported(Ada.Id, Grace.Id, "Still", "Wait", null, At(2)),
        new DiagnosisRecorded(Ada.Id, Grace.Id, "Found", At(3)), new WorkAccepted(Ada.Id, At(3)), new WorkPaused(Ada.Id, PauseReason.Vendor, At(4)),
        new ServiceDesk.Contracts.WorkResumed(Ada.Id, At(5)), new TicketResolved(Ada.Id, Grace.Id, "Done", null, null, null, At(6)),
        new SolutionConfirmed(Grace.Id, Grace.Id, null, At(7)), new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(8)),
        new CaseReopened(Grace.Id, Grace.Id, null, null, null, At(9)), new TicketClosed(Ada.Id, At(10)), new NoteAdded(Ada.Id, Grace.Id, "Note", At(11)),
        new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(12)), new CaseEnded(CaseEnd.Merged, Ada.Id, Grace.Id, null, null, null, At(12)),
        new CaseEnded(CaseEnd.Invalid, Ada.Id, Grace.Id, null, null, null, At(12)), new CaseResumed(Ada.Id, Grace.Id, null, true, At(13)),
    ];
}
