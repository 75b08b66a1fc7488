using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ArchiveTests
{
    private const string DeskItself = "service:resolution";

    private static readonly ClosingRuleDefined rule = ClosingRuleHistory.Shipped with { ArchiveDays = 40 };
    private static readonly ClosingTerms terms = ClosingRuleHistory.Shipped.For("network", At(30), WorkingDays.Usual);
    private static readonly TicketResolved resolved = new(Ada.Id, Grace.Id, "New switch", null, "first-line", Ada.Id, At(30)) { Terms = terms };
    private static readonly TicketClosed closed = new(Ada.Id, At(50)) { SurveyUntil = At(50) + Duration.FromDays(14) };
    private static readonly object[] finished = [Opening, Assignment, resolved, new SolutionConfirmed(Grace.Id, Grace.Id, null, At(40)), closed];
    private static readonly Instant due = closed.At + Duration.FromDays(40);
    private static readonly TicketArchived archived = new(DeskItself, Opening.Organization, Grace.Id, rule.Version, 40, due);

    [Fact]
    public void A_closed_ticket_is_archived_when_its_days_are_over_and_not_before()
    {
        Given(finished).When(ticket => Archive.Decide(ticket, DeskItself, rule, due)).Then(archived);
        Given(finished).When(ticket => Archive.Decide(ticket, DeskItself, rule, due - Duration.Epsilon)).ThenNothing();
        Given(finished).When(ticket => Archive.Decide(ticket, DeskItself, rule with { ArchiveDays = null }, due)).ThenNothing();
        Given([.. finished, archived]).When(ticket => Archive.Decide(ticket, DeskItself, rule, due)).ThenNothing();
    }

    [Fact]
    public void What_can_be_reopened_or_rated_is_not_archived()
    {
        var (soon, reopenable, rateable) = (rule with { ArchiveDays = 0 }, closed.At + Duration.FromDays(30), closed.At + Duration.FromDays(60));

        Given(finished).When(ticket => Archive.Decide(ticket, DeskItself, soon, reopenable)).ThenNothing();
        Given(finished).When(ticket => Archive.Decide(ticket, DeskItself, soon, reopenable + Duration.Epsilon)).Decision.ShouldBeOfType<Decision.Accepted>().Events.ShouldHaveSingleItem();
        Given([.. finished[..^1], closed with { SurveyUntil = rateable }]).When(ticket => Archive.Decide(ticket, DeskItself, soon, rateable)).ThenNothing();
    }

    [Fact]
    public void What_ended_without_a_solution_is_archived_but_not_what_was_merged()
    {
        Given(Opening, new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(5))).When(ticket => Archive.Decide(ticket, DeskItself, rule, due)).Decision.ShouldBeOfType<Decision.Accepted>().Events.ShouldHaveSingleItem();
        Given(Opening, new CaseEnded(CaseEnd.Invalid, Ada.Id, Grace.Id, null, null, null, At(5))).When(ticket => Archive.Decide(ticket, DeskItself, rule, due)).Decision.ShouldBeOfType<Decision.Accepted>().Events.ShouldHaveSingleItem();
        Given(Opening, new CaseEnded(CaseEnd.Merged, Ada.Id, Grace.Id, null, Guid.NewGuid(), "INC-000009", At(5))).When(ticket => Archive.Decide(ticket, DeskItself, rule, due)).ThenNothing();
        Given(Opening, Assignment).When(ticket => Archive.Decide(ticket, DeskItself, rule, due)).ThenNothing();
        Given([.. finished, new CaseReopened(Grace.Id, Grace.Id, "Again", null, null, At(55))]).When(ticket => Archive.Decide(ticket, DeskItself, rule, due)).ThenNothing();
    }

    [Fact]
    public void Every_command_on_an_archived_ticket_is_refused_and_points_to_a_new_one()
    {
        var ticket = Given([.. finished, archived]).State;

        Refused(TicketCommand.Decide(ticket, new Reopen("Again", null), Ada, due));
        Refused(TicketCommand.Decide(ticket, new AnswerSurvey(5, null, null), Grace, due));
        Refused(TicketCommand.Decide(ticket, new Respond("More", null), Ada, due));

        static void Refused(Decision decision)
        {
            var rejected = decision.ShouldBeOfType<Decision.Rejected>();
            rejected.Code.ShouldBe("archived");
            rejected.Reason.ShouldContain("submit a new one");
        }
    }

    [Fact]
    public void What_the_other_services_recorded_meanwhile_changes_an_archived_ticket_no_more_but_who_reads_it_stays_on_record()
    {
        Given([.. finished, archived]).When(ticket => CaseReaction.Decide(ticket, new TicketWithdrawn(Grace.Id, Grace.Id, null, due), null!)).ThenNothing();
        Given([.. finished, archived]).When(ticket => CaseReaction.Decide(ticket, new TicketConfidentialityChanged(Ada.Id, true, Grace.Id, null, due), null!)).Then(new ConfidentialityTaken(true, due));
    }
}
