using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Subtasks;
using static ServiceDesk.Tests.Desk;
using Case = ServiceDesk.Resolution.Ticket;
using Ticket = ServiceDesk.Routing.Ticket;

namespace ServiceDesk.Tests;

public class SubtaskTests
{
    private static readonly Teams teams = DeciderSpec<Teams>.Given(new TeamDefined("network", "Network", ["network"], ["net-1", "net-2"])).State;
    private static readonly SubtaskOpened opened = new(1, "INC-000123", "acme", Grace.Id, "Check the switch", "network", null, true, null, Ada.Id, At(5));
    private static readonly OpenSubtask command = new("Check the switch", "network", null, true, null);
    private static readonly Actor member = new("net-1", [Roles.Agent], null, null);
    private static readonly SubtaskTaken taken = new(1, "net-1", "net-1", At(6));
    private static readonly SubtaskEnded done = new(1, true, Grace.Id, "New port", "net-1", At(6));

    [Fact]
    public void A_part_of_the_work_is_given_to_a_team_and_the_next_one_gets_the_next_number()
    {
        Open(command).Then(opened);
        Open(command, opened).Then(opened with { Subtask = 2 });
    }

    [Fact]
    public void Team_owner_and_due_date_must_be_right()
    {
        Open(command with { Team = "nowhere" }).ThenInvalid("team");
        Open(command with { Owner = Ada.Id }).ThenInvalid("owner");
        Open(command with { DueAt = At(5) }).ThenInvalid("dueAt");
        DeciderSpec<Ticket>.Given(History()).When(ticket => (command with { Owner = "net-2" }).Decide(ticket, teams, Root, At(5))).Then(opened with { Owner = "net-2", By = Root.Id });
        Sent.Refusal<OpenSubtask>("""{"mandatory":"yes","dueAt":"soon"}""").Errors!.Keys.ShouldBe(["dueAt", "mandatory", "team", "title"]);
    }

    [Fact]
    public void Only_a_lead_or_the_team_itself_says_whose_it_is()
    {
        Open(command with { Owner = "net-2" }).ThenRejected("not-a-member");
        DeciderSpec<Ticket>.Given(History()).When(ticket => (command with { Owner = "net-2" }).Decide(ticket, teams, member, At(5))).Then(opened with { Owner = "net-2", By = member.Id });
        DeciderSpec<Ticket>.Given(History()).When(ticket => (command with { Owner = "net-1" }).Decide(ticket, teams, member, At(5))).Then(opened with { Owner = "net-1", By = member.Id });
    }

    [Fact]
    public void A_member_of_the_team_takes_it_and_nobody_takes_it_away()
    {
        Do(new TakeSubtask(null), member).Then(taken);
        Do(new TakeSubtask(null), member, taken).ThenNothing();
        Do(new TakeSubtask(null), Ada).ThenRejected("not-a-member");
        Do(new TakeSubtask(null), member with { Id = "net-2" }, taken).ThenRejected("taken");
        Do(new TakeSubtask("net-2"), Ada).ThenRejected("not-a-member");
        Do(new TakeSubtask("net-2"), member).Then(new SubtaskTaken(1, "net-2", "net-1", At(6)));
        Do(new TakeSubtask("net-2"), Root, taken).Then(taken with { Owner = "net-2", By = Root.Id });
        Do(new TakeSubtask(Ada.Id), Root).ThenInvalid("owner");
    }

    [Fact]
    public void Its_team_says_that_it_is_done_and_strangers_do_not()
    {
        Do(new FinishSubtask("New port"), member).Then(done);
        Do(new FinishSubtask("New port"), member, done).ThenNothing();
        Do(new FinishSubtask("Something else"), member, done).ThenRejected("ended");
        Do(new FinishSubtask("New port"), new Actor("stranger", [Roles.Agent], null, null)).ThenRejected("not-yours");
        Do(new CancelSubtask("Not needed"), Ada).Then(new SubtaskEnded(1, false, Grace.Id, "Not needed", Ada.Id, At(6)));
    }

    [Fact]
    public void It_is_worked_on_again_while_the_ticket_is_open()
    {
        Do(new ReopenSubtask("Still broken"), Ada, done).Then(new SubtaskReopened(1, true, Grace.Id, "Still broken", Ada.Id, At(6)));
        Do(new ReopenSubtask("Still broken"), Ada).ThenNothing();
        Do(new ReopenSubtask("Still broken"), Ada, done, new WorkEnded(At(6))).ThenRejected("not-open");
        Do(new FinishSubtask("New port"), member, new WorkEnded(At(6))).Then(done);
    }

    [Fact]
    public void There_is_none_under_another_number_or_for_another_organisation()
    {
        DeciderSpec<Ticket>.Given(History(opened)).When(ticket => SubtaskCommand.Decide(ticket, 2, new TakeSubtask(null), teams, false, Root, At(6))).ThenMissing();
        Do(new TakeSubtask(null), Root with { Organization = "demo" }).ThenMissing();
    }

    [Fact]
    public void A_ticket_is_not_closed_while_a_mandatory_one_is_open()
    {
        var awaited = new SubtasksAwaited([1], At(5));
        DeciderSpec<Case>.Given(Opening).When(ticket => CaseReaction.Decide(ticket, opened, null!)).Then(awaited);
        DeciderSpec<Case>.Given(Opening).When(ticket => CaseReaction.Decide(ticket, opened with { Mandatory = false }, null!)).ThenNothing();
        DeciderSpec<Case>.Given(Opening, awaited).When(ticket => CaseReaction.Decide(ticket, opened, null!)).ThenNothing();
        DeciderSpec<Case>.Given(Opening, awaited).When(ticket => CaseReaction.Decide(ticket, opened with { Subtask = 2, At = At(7) }, null!)).Then(new SubtasksAwaited([1, 2], At(7)));
        DeciderSpec<Case>.Given(Opening, awaited).When(ticket => CaseReaction.Decide(ticket, done, null!)).Then(new SubtasksAwaited([], At(6)));

        object[] confirmed = [Opening, Assignment, new TicketResolved(Ada.Id, Grace.Id, "Fixed", null, "first-line", Ada.Id, At(10)), new SolutionConfirmed(Grace.Id, Grace.Id, null, At(11))];
        DeciderSpec<Case>.Given([.. confirmed, awaited]).When(ticket => new Close(null).Decide(ticket, Ada, At(12))).ThenRejected("incomplete");
        DeciderSpec<Case>.Given([.. confirmed, awaited, new SubtasksAwaited([], At(6))]).When(ticket => new Close(null).Decide(ticket, Ada, At(12)))
            .Decision.ShouldBeOfType<Decision.Accepted>().Events.Single().ShouldBeOfType<TicketClosed>();
    }

    [Fact]
    public void A_reopening_forgets_no_open_sub_task()
    {
        var ticket = DeciderSpec<Case>.Given(
            Opening, Assignment, new SubtasksAwaited([2], At(5)), new TicketResolved(Ada.Id, Grace.Id, "Fixed", null, "first-line", Ada.Id, At(10)),
            new SolutionRejected(Grace.Id, Grace.Id, "No", "first-line", Ada.Id, At(11))).State;

        ticket.Closing.Subtasks.ShouldBe([2]);
        ClosingGate.Missing(ticket).Keys.ShouldContain("subtasks");
    }

    private static object[] History(params object[] after) =>
        [RoutingSamples.Routed(Priority.P2).Routed!, .. after];

    private static Decided Open(OpenSubtask asked, params object[] before) =>
        DeciderSpec<Ticket>.Given(History(before)).When(ticket => asked.Decide(ticket, teams, Ada, At(5)));

    private static Decided Do<T>(T asked, Actor actor, params object[] before) where T : ISubtaskCommand<T> =>
        DeciderSpec<Ticket>.Given(History([opened, .. before])).When(ticket => SubtaskCommand.Decide(ticket, 1, asked, teams, false, actor, At(6)));
}
