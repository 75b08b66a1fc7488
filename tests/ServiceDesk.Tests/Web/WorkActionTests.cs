using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.SignIn;
using ServiceDesk.Web.Tickets;
using Case = ServiceDesk.Web.Services.Case;

namespace ServiceDesk.Tests.Web;

public sealed class WorkActionTests
{
    private static readonly Person agent = new("a-1", "ada", "Ada", null, ["agent"], null);
    private static readonly Person requester = new("r-1", "li", "Li Na", null, ["requester"], "demo");

    [Theory]
    [InlineData("respond", "respond")]
    [InlineData("subtasks/3/done", "subtasks/#/done")]
    [InlineData("links/caused-by/3f2c0c6e-0a59-4a3b-8c39-0b7b5e6f9a11", "links/#/#")]
    [InlineData("major-incident/children/3f2c0c6e-0a59-4a3b-8c39-0b7b5e6f9a11", "major-incident/children/#")]
    public void An_address_names_its_action(string path, string name) => WorkAction.Find(path).ShouldNotBeNull().Name.ShouldBe(name);

    [Theory]
    [InlineData("archive")]
    [InlineData("subtasks/3")]
    [InlineData("subtasks/../done")]
    [InlineData("subtasks/3%2F4/done")]
    [InlineData("subtasks//done")]
    [InlineData("links/related/3f2c?x=1")]
    public void No_other_address_is_passed_on_to_a_service(string path) => WorkAction.Find(path).ShouldBeNull();

    [Fact]
    public void Nothing_is_offered_for_an_archived_ticket() =>
        WorkAction.For(agent, Ticket("closed") with { ArchivedAt = Instant.FromUtc(2026, 3, 1, 0, 0) }).ShouldBeEmpty();

    [Fact]
    public void Who_may_have_a_waiting_ticket_claims_it_first() => WorkAction.For(agent, Ticket("new") with { Team = "software" })[0].Name.ShouldBe("claim");

    [Fact]
    public void Only_who_has_a_ticket_gives_it_back()
    {
        Names(agent, Ticket("assigned") with { Agent = "a-1" }).ShouldContain("decline");
        Names(agent, Ticket("assigned") with { Agent = "a-2" }).ShouldNotContain("decline");
    }

    [Fact]
    public void A_wait_is_ended_before_anything_else_is_done() =>
        Names(agent, Ticket("waiting") with { Agent = "a-1", Diagnosis = Waits("vendor") })[0].ShouldBe("continue");

    [Fact]
    public void A_requester_who_was_asked_answers_and_does_none_of_the_desks_work() =>
        Names(requester, Ticket("waiting") with { Agent = "a-1", Diagnosis = Waits("requester") }).ShouldBe(["answer", "messages", "correct", "withdraw"]);

    [Fact]
    public void A_session_that_goes_on_is_ended_before_another_begins()
    {
        var allowed = Waits("vendor") with { Waiting = null, RemoteConsents = [new RemoteConsent(1, Instant.FromUtc(2026, 3, 2, 0, 0), null)] };
        Names(agent, Ticket("in-progress") with { Agent = "a-1", Diagnosis = allowed }).ShouldContain("remote-sessions");
        var running = allowed with { RemoteSessions = [new RemoteSession(1, "RDP", null)] };
        Names(agent, Ticket("in-progress") with { Agent = "a-1", Diagnosis = running }).ShouldContain("remote-sessions/end");
        Names(agent, Ticket("in-progress") with { Agent = "a-1", Diagnosis = running }).ShouldNotContain("remote-sessions");
    }

    [Fact]
    public void What_is_not_worked_on_any_more_is_not_judged_anew_but_can_be_corrected()
    {
        Names(agent, Ticket("in-progress")).Intersect(["classify", "grade", "correct", "contacts"]).ShouldBe(["classify", "grade", "correct", "contacts"]);
        Names(agent, Ticket("closed")).Intersect(["classify", "grade", "correct", "contacts"]).ShouldBe(["correct", "contacts"]);
        Names(requester, Ticket("closed")).ShouldNotContain("correct");
    }

    [Fact]
    public void Only_leads_decide_what_is_confidential()
    {
        Names(agent, Ticket("in-progress")).ShouldNotContain("confidential");
        Names(agent with { Roles = ["lead"] }, Ticket("in-progress")).ShouldContain("confidential");
    }

    private static List<string> Names(Person person, Case ticket) => [.. WorkAction.For(person, ticket).Select(action => action.Name)];

    private static CaseDiagnosis Waits(string whom) => new([], null, null, null, new CaseWait(whom, "Since when?", null, null, null, Instant.FromUtc(2026, 3, 1, 9, 0)), [], []);

    private static Case Ticket(string status) => new(
        Guid.Empty, "INC-000001", "incident", "It is slow", status, "r-1", "Li Na", "demo", "portal", "software", "p3", null, null, null, Instant.FromUtc(2026, 3, 1, 8, 0), [],
        null, null, null, [], null, null);
}
