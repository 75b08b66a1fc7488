using NodaTime;
using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Improvement;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Analytics.Improvement.ScoreAppeal>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class ScoreTests
{
    private static readonly Actor lead = new("person-lead", [Contracts.Roles.Lead], null, null);
    private static readonly ScorePoint point = new(new LogPosition("resolution", 7), "resolution.ticket-resolved.v1", "t", At(1), "solved", "Solved", 2, ScoreSubject.Person, Ada.Id, 3);
    private static readonly ScoreAppealed appealed = new("resolution/7", "solved", 2, ScoreSubject.Person, Ada.Id, 3, "It was two", Ada.Id, At(2));
    private static readonly ScoreAppealDecided granted = new(true, 6, "Right", lead.Id, At(3));

    private static LedgerEntry Entry(string type, string data) => new(
        "resolution/7", "/servicedesk/resolution", type, "t", "ticket-t", 1, Ada.Id, null, null, null, null, null, At(1), At(1), new RawJson(data));

    private static ScoreRule Rule(string field, ScoreSubject subject, params (string Field, string Value)[] where) =>
        new("r", "R", "resolution.clock-judged.v1", where.ToDictionary(one => one.Field, one => one.Value), subject, field, 1);

    [Fact]
    public void A_rule_gives_points_to_whoever_acted_or_whom_a_field_names()
    {
        var entry = Entry("resolution.clock-judged.v1", """{"team":"network","certificate":{"state":"met","round":1},"list":[1]}""");

        Rule(ScoreRule.Actor, ScoreSubject.Person).SubjectOf(entry).ShouldBe(Ada.Id);
        Rule("team", ScoreSubject.Team).SubjectOf(entry).ShouldBe("network");
        Rule("team", ScoreSubject.Team, ("certificate.state", "met"), ("certificate.round", "1")).SubjectOf(entry).ShouldBe("network");
        Rule("team", ScoreSubject.Team, ("certificate.state", "breached")).SubjectOf(entry).ShouldBeNull();
        Rule("team.name", ScoreSubject.Team).SubjectOf(entry).ShouldBeNull();
        Rule("list", ScoreSubject.Team).SubjectOf(entry).ShouldBeNull();
        Rule("team", ScoreSubject.Team).SubjectOf(Entry("resolution.ticket-closed.v1", """{"team":"network"}""")).ShouldBeNull();
    }

    [Fact]
    public void What_was_imported_gives_no_points() =>
        Rule(ScoreRule.Actor, ScoreSubject.Person).SubjectOf(Entry("resolution.clock-judged.v1", "{}") with { Imported = new ImportedFrom("servicenow", "1") }).ShouldBeNull();

    [Fact]
    public void A_point_is_disputed_by_whoever_got_it_once()
    {
        var appeal = new AppealScore("resolution/7", "solved", "It was two");

        Given().When(state => appeal.Decide(state, point, Ada, At(2))).Then(appealed);
        Given(appealed).When(state => appeal.Decide(state, point, Ada, At(3))).ThenNothing();
        Given().When(state => appeal.Decide(state, point, lead, At(2))).ThenMissing();
        Given().When(state => appeal.Decide(state, null, Ada, At(2))).ThenMissing();
        Given().When(state => appeal.Decide(state, point with { Kind = ScoreSubject.Team, Scored = "network" }, lead, At(2)))
            .Then(appealed with { Kind = ScoreSubject.Team, Scored = "network", By = lead.Id });
    }

    [Fact]
    public void Somebody_else_decides_once_and_what_was_given_stays_on_record()
    {
        var decide = new DecideAppeal(true, 6, "Right");

        Given().When(state => decide.Decide(state, lead, At(3))).ThenMissing();
        Given(appealed).When(state => decide.Decide(state, Ada with { Roles = [Contracts.Roles.Lead] }, At(3))).ThenRejected("own-appeal");
        Given(appealed).When(state => decide.Decide(state, lead, At(3))).Then(granted);
        Given(appealed).When(state => new DecideAppeal(true, null, "Right").Decide(state, lead, At(3))).Then(granted with { Points = 0 });
        Given(appealed).When(state => new DecideAppeal(false, null, "No").Decide(state, lead, At(3))).Then(new ScoreAppealDecided(false, 3, "No", lead.Id, At(3)));
        Given(appealed).When(state => new DecideAppeal(false, 6, "No").Decide(state, lead, At(3))).ThenInvalid("points");
        Given(appealed, granted).When(state => decide.Decide(state, lead, At(4))).ThenRejected("decided");
        Given(appealed, granted).State.Appealed!.Points.ShouldBe(3);
    }
}
