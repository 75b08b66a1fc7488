using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TicketHistoryTests
{
    private static readonly HistoryImported step = new(HistoricStep.WorkedOn, "Group 1", null, "ada", "Active", Priority.P3, null, At(5));

    private static readonly TicketHistory known = TicketHistory.Of(
    [
        Recorded(Submitted, 12, meta: From("r1")) with { Version = 1 },
        Recorded(step, 13, meta: From("r2")) with { Version = 2, Occurred = At(5) },
        Recorded(new MessageReceived("ada", "grace", "Hello", "email", null, [], At(3)), 14) with { Version = 3, Occurred = At(3) },
    ]);

    [Fact]
    public void It_knows_the_rows_of_each_source_by_row_and_step()
    {
        (known.Version, known.Latest, known.Submitted).ShouldBe((3, At(5), Submitted));
        known.Find(new RowKey("servicenow", "r2", HistoricStep.WorkedOn), false).ShouldBe(13);
        known.Find(new RowKey("servicenow", "r2", HistoricStep.Reopened), false).ShouldBeNull();
        known.Find(new RowKey("jira", "r2", HistoricStep.WorkedOn), false).ShouldBeNull();
    }

    [Fact]
    public void A_ticket_is_opened_once_whatever_row_tells_it() => known.Find(new RowKey("servicenow", "r9", null), true).ShouldBe(12);

    [Fact]
    public void A_step_of_a_ticket_that_nobody_opened_has_no_place()
    {
        TicketHistory.None.Find(new RowKey("servicenow", "r2", HistoricStep.WorkedOn), opensNow: false).ShouldBe(0);
        TicketHistory.None.Find(new RowKey("servicenow", "r2", HistoricStep.WorkedOn), opensNow: true).ShouldBeNull();
    }

    [Fact]
    public void Rows_are_ordered_by_occurrence_behind_the_opening_and_equal_ones_as_they_came() => TicketHistory.InOrder(
            [("c", 5), ("late", 3), ("d", 5), ("opened", 4), ("early", 1)], row => row.Item1 == "opened", row => At(row.Item2))
        .Select(row => row.Item1).ShouldBe(["opened", "early", "late", "c", "d"]);

    [Fact]
    public void A_row_that_came_too_late_is_told_so()
    {
        var ticket = new ImportedTicket("T1", Guid.Empty);
        ImportLine[] lines = [Line("opened", 0), Line("updated", 5), Line("updated", 3), Line("updated", 6)];
        foreach (var line in lines) ticket.Add(line);

        lines.Select(line => line.IsReordered).ShouldBe([false, false, true, false]);
    }

    [Fact]
    public void The_same_ticket_of_a_source_is_the_same_here()
    {
        ImportWindow.IdOf("servicenow", "INC1").ShouldBe(ImportWindow.IdOf("servicenow", "INC1"));
        ImportWindow.IdOf("jira", "INC1").ShouldNotBe(ImportWindow.IdOf("servicenow", "INC1"));
    }

    private static ImportLine Line(string what, int minutes) => new(1, Sent.Read<HistoricRow>(
        $$"""{"row":"r{{minutes}}","ticket":"T1","what":"{{what}}","at":"2016-02-29T01:16:00Z"{{(what == "opened" ? ""","kind":"incident","subject":"x","requester":{"name":"x"}""" : "")}}}""",
        new Hosting.Actor("erp", [Roles.System], "acme", null)), At(minutes), null);

    private static EventMeta From(string row) => new() { Actor = "erp", Imported = new ImportedFrom("servicenow", row) };
}
