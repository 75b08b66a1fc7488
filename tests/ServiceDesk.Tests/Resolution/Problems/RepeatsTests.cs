using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Problems;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class RepeatsTests
{
    private static readonly RepeatRule rule = ProblemRulesHistory.Shipped.Repeats with { SameSystem = 3, SimilarText = 3 };
    private static readonly Instant now = Opened + Duration.FromDays(1);

    private static Incident Incident(int number, string text, string organization = "acme", string? system = null, string category = "network", Instant? at = null) => new(
        new Guid(number, 0, 0, new byte[8]), $"INC-{number:000000}", organization, category, system, system?.ToLowerInvariant(), Priority.P3, false, false, at ?? At(number), IncidentText.Of(text));

    private static IReadOnlyList<RepeatGroup> Found(RepeatRule by, params Incident[] incidents)
    {
        var repeats = new Repeats(by);
        foreach (var incident in incidents) repeats.Put(incident);
        return repeats.Find(null, now);
    }

    private static IEnumerable<string> Numbers(RepeatGroup group) => group.Members.Select(one => one.Number);

    [Fact]
    public void Incidents_of_one_category_and_system_repeat_from_the_threshold_on()
    {
        var (one, two, three) = (Incident(1, "alpha", system: "VPN"), Incident(2, "beta", system: "vpn"), Incident(3, "gamma", system: "VPN"));

        Found(rule, one, two).ShouldBeEmpty();
        var group = Found(rule, one, two, three).ShouldHaveSingleItem();
        (group.Kind, group.Organization).ShouldBe((RepeatKind.SameSystem, "acme"));
        Numbers(group).ShouldBe(["INC-000003", "INC-000002", "INC-000001"]);
        Found(rule, one, two, three with { Category = "software" }).ShouldBeEmpty();
        Found(rule, one, two, three with { SystemKey = null, System = null }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("打印机连不上网络", "三楼的打印机连不上网络", "印表機連不上網絡")]
    [InlineData("Outlook certificate expired", "The certificate of Outlook has expired", "outlook: expired certificate")]
    public void Similar_texts_repeat_whatever_their_system(params string[] texts)
    {
        var group = Found(rule, [.. texts.Select((text, index) => Incident(index + 1, text)), Incident(9, "考勤机无法识别指纹 attendance terminal")]).ShouldHaveSingleItem();

        (group.Kind, group.Members.Count).ShouldBe((RepeatKind.SimilarText, 3));
    }

    [Fact]
    public void Incidents_of_different_organisations_are_never_one_repeat() => Found(
        rule, Incident(1, "printer offline", "acme", "VPN"), Incident(2, "printer offline", "demo", "VPN"), Incident(3, "printer offline", "acme", "VPN")).ShouldBeEmpty();

    [Fact]
    public void One_organisation_is_looked_at_alone()
    {
        var repeats = new Repeats(rule);
        for (var i = 1; i <= 6; i++) repeats.Put(Incident(i, "printer offline in finance", i % 2 == 0 ? "acme" : "demo"));

        repeats.Find("acme", now).ShouldHaveSingleItem().Organization.ShouldBe("acme");
        repeats.Find(null, now).Count.ShouldBe(2);
        repeats.Find("other", now).ShouldBeEmpty();
    }

    [Fact]
    public void An_incident_that_hurt_much_or_whose_cause_stayed_unknown_is_one_alone()
    {
        var plain = Incident(1, "alpha");

        Found(rule, plain).ShouldBeEmpty();
        Found(rule, plain with { Priority = Priority.P1 }).Select(one => one.Kind).ShouldBe([RepeatKind.HighImpact]);
        Found(rule, plain with { IsOrganizationWide = true }).Select(one => one.Kind).ShouldBe([RepeatKind.HighImpact]);
        Found(rule with { OrganizationWide = false }, plain with { IsOrganizationWide = true }).ShouldBeEmpty();
        Found(rule, plain with { IsCauseUnknown = true }).ShouldBeEmpty();
        Found(rule, plain with { IsCauseUnknown = true, Priority = Priority.P2 }).Select(one => one.Kind).ShouldBe([RepeatKind.UnknownCause]);
    }

    [Fact]
    public void What_left_the_window_does_not_count()
    {
        var old = Incident(1, "printer offline", system: "VPN", at: now - Duration.FromDays(31));

        Found(rule, old, Incident(2, "printer offline", system: "VPN"), Incident(3, "printer offline", system: "VPN")).ShouldBeEmpty();
        var repeats = new Repeats(rule);
        repeats.Put(old);
        repeats.Forget(now);
        repeats.Count.ShouldBe(0);
    }

    [Fact]
    public void A_change_takes_an_incident_from_one_repeat_to_another()
    {
        var repeats = new Repeats(rule);
        for (var i = 1; i <= 3; i++) repeats.Put(Incident(i, "printer offline in finance", system: "VPN"));
        repeats.Find(null, now).Count.ShouldBe(2);

        repeats.Put(Incident(3, "printer offline in finance", system: "Mail"));
        repeats.Find(null, now).ShouldHaveSingleItem().Kind.ShouldBe(RepeatKind.SimilarText);
        repeats.Put(Incident(3, "考勤机无法识别指纹", system: "VPN"));
        repeats.Find(null, now).ShouldHaveSingleItem().Kind.ShouldBe(RepeatKind.SameSystem);
        repeats.Remove(Incident(3, "").Ticket);
        repeats.Find(null, now).ShouldBeEmpty();
        (repeats.Count).ShouldBe(2);
    }

    [Fact]
    public void A_cluster_ends_with_its_last_incident_and_leaves_nothing_behind()
    {
        var clusters = new TextClusters(55);
        var (one, two) = (Incident(1, "printer offline in finance"), Incident(2, "printer in finance offline"));
        clusters.Add(one.Ticket, one.Text);
        clusters.Add(two.Ticket, two.Text);
        clusters.All.ShouldHaveSingleItem().Count.ShouldBe(2);

        clusters.Remove(one.Ticket); // its text leads on
        clusters.Around(two.Ticket).ShouldBe([two.Ticket]);
        clusters.Remove(two.Ticket);
        clusters.All.ShouldBeEmpty();
        clusters.Add(two.Ticket, two.Text);
        clusters.All.ShouldHaveSingleItem().ShouldBe([two.Ticket]);
    }

    [Fact]
    public void A_text_without_words_is_like_none()
    {
        var clusters = new TextClusters(55);
        clusters.Add(Guid.Empty, IncidentText.Of("…"));
        clusters.All.ShouldBeEmpty();
    }

    [Fact]
    public void What_an_incident_costs_does_not_depend_on_how_many_came_before()
    {
        var clusters = new TextClusters(100);
        IncidentText Text(int n) => IncidentText.Of($"printer offline on floor device{n} rack{n * 7}");
        for (var i = 0; i < 20_000; i++) clusters.Add(new Guid(i, 0, 0, new byte[8]), Text(i));

        // The words that all of them share are looked at for a bounded number only, and the like one is found nevertheless.
        clusters.Add(Guid.Parse("ffffffff-0000-0000-0000-000000000000"), Text(3));
        clusters.Around(new Guid(3, 0, 0, new byte[8])).Count.ShouldBe(2);
        clusters.LookedAt.ShouldBeLessThanOrEqualTo(TextClusters.MostSeen);
    }

    [Fact]
    public void A_text_comes_back_from_the_table_as_it_was_and_two_parts_are_one_text()
    {
        var text = IncidentText.Of("打印机 offline E1234");
        var again = IncidentText.Unpack(text.Pack());

        again.IsSameAs(text).ShouldBeTrue();
        again.Weights.ToArray().ShouldBe(text.Weights.ToArray());
        text.Alike(again).ShouldBe(100);
        IncidentText.Of("printer").With(IncidentText.Of("offline")).Alike(IncidentText.Of("offline printer")).ShouldBe(100);
        IncidentText.Of("printer").Alike(IncidentText.Nothing).ShouldBe(0);
    }

    [Fact]
    public void A_candidate_has_the_incidents_that_are_linked_with_no_problem_and_names_the_problems_of_the_others()
    {
        var rules = ProblemRulesHistory.Shipped with { Repeats = rule };
        Incident[] incidents = [.. Enumerable.Range(1, 4).Select(i => Incident(i, "printer offline in finance"))];
        var group = Found(rule, incidents).Single();
        var problem = new RelatedProblem(new Guid(7, 0, 0, new byte[8]), "PRB-000001");
        Dictionary<Guid, RelatedProblem> linked = new() { [incidents[0].Ticket] = problem };

        var candidate = RepeatCandidate.Of(group, linked, rules).ShouldNotBeNull();
        candidate.Open.Select(one => one.Number).ShouldBe(["INC-000004", "INC-000003", "INC-000002"]);
        candidate.Related.ShouldBe([problem]);
        candidate.Id.ShouldBe($"text-{incidents[0].Ticket}");
        linked[incidents[1].Ticket] = problem;
        RepeatCandidate.Of(group, linked, rules).ShouldBeNull();
    }

    [Fact]
    public void A_dismissed_candidate_stays_away_until_it_has_grown()
    {
        var rules = ProblemRulesHistory.Shipped with { Repeats = rule };
        RepeatCandidate Candidate(int from, int to) =>
            RepeatCandidate.Of(Found(rule, [.. Enumerable.Range(from, to - from + 1).Select(i => Incident(i, "printer offline in finance"))]).Single(), new Dictionary<Guid, RelatedProblem>(), rules)!;
        var dismissed = (RepeatDismissed)((EventStore.Decision.Accepted)new DismissCandidate("noise", 2).Decide(RepeatDismissals.Initial, Candidate(1, 4), Ada, now)).Events.Single();
        var dismissal = new Dismissal(dismissed.Candidate, dismissed.Kind, dismissed.Organization, dismissed.Incidents.ToHashSet(), dismissed.Growth, dismissed.Why, dismissed.By, dismissed.At);

        dismissal.Hides(Candidate(1, 4)).ShouldBeTrue();
        dismissal.Hides(Candidate(1, 5)).ShouldBeTrue();
        dismissal.Hides(Candidate(1, 6)).ShouldBeFalse();
        dismissal.Hides(Candidate(3, 5)).ShouldBeTrue(); // the first ones have left the window, and with them its id
        dismissal.Hides(Candidate(11, 14)).ShouldBeFalse();
        new DismissCandidate("again", 2).Decide(new RepeatDismissals(dismissed), Candidate(1, 4), Ada, now).ShouldBe(EventStore.Decision.Nothing);
        ((RepeatDismissed)((EventStore.Decision.Accepted)new DismissCandidate(null, null).Decide(RepeatDismissals.Initial, Candidate(1, 4), Ada, now)).Events.Single()).Growth.ShouldBe(rule.Regrowth);
    }

    [Fact]
    public void The_weeks_of_a_window_hold_each_incident_once()
    {
        Incident[] incidents = [.. Enumerable.Range(0, 30).Select(day => Incident(day, "x", at: now - Duration.FromDays(day)))];
        var weeks = CandidateView.Weeks(incidents, now - Duration.FromDays(30), now);

        weeks.Select(week => week.Count).ShouldBe([1, 7, 7, 7, 8]);
        weeks.Sum(week => week.Count).ShouldBe(30);
    }

    [Fact]
    public void Similar_texts_share_words_across_languages() =>
        CandidateView.SharedWords(["Printer offline", "打印机离线", "printer is offline again"]).ShouldContain("=printer");

    [Fact]
    public void The_report_counts_similar_texts_by_period()
    {
        var scope = new RepeatScope(Opened, Opened + Duration.FromDays(60), "month", DateTimeZone.Utc, null, null);
        Incident[] latestFirst = [Incident(3, "printer offline", at: Opened + Duration.FromDays(40)), Incident(2, "printer offline"), Incident(4, "考勤机"), Incident(1, "printer offline")];

        var row = GetRepeats.SimilarTexts(latestFirst, 55, scope).ShouldHaveSingleItem();
        (row.Key, row.Organization, row.Total).ShouldBe(("INC-000001", "acme", 3));
        row.Periods.ShouldBe([new PeriodCount(Instant.FromUtc(2026, 3, 1, 0, 0), 2), new PeriodCount(Instant.FromUtc(2026, 4, 1, 0, 0), 1)]);
        (scope with { Period = "week" }).PeriodOf(Opened + Duration.FromDays(6)).ShouldBe(Instant.FromUtc(2026, 3, 2, 0, 0));
    }

    [Fact]
    public void The_effect_of_a_change_is_counted_around_it()
    {
        var done = Opened + Duration.FromDays(40);
        Incident[] incidents = [.. ((int[])[9, 10, 20, 39, 40, 41, 69, 70]).Select(day => Incident(day, "x", at: Opened + Duration.FromDays(day)))];

        ProblemEffects.Count(incidents, done, Opened + Duration.FromDays(100)).ShouldBe(new MeasuredEffect(3, 3, 30, 30));
        ProblemEffects.Count(incidents, done, done + Duration.FromHours(36)).ShouldBe(new MeasuredEffect(3, 2, 30, 1));
    }

    [Fact]
    public void A_problem_recognises_later_incidents_as_it_was_found()
    {
        var opened = new ProblemOpened("PRB-000001", "VPN", null, "acme", Priority.P3, null, null, Ada.Id, At(1));
        var linked = Incident(1, "printer offline in finance", system: "VPN");
        var bySystem = DeciderSpec<Problem>.Given(
            opened with { Repeat = new FoundRepeat("system-1", RepeatKind.SameSystem, "network", "VPN", 3, 3, 30, 1) },
            new IncidentsLinked([new LinkedIncident(linked.Ticket, linked.Number, "acme")], Ada.Id, At(1))).State;
        var byText = bySystem with { Opened = opened };

        (Matches(bySystem, Incident(2, "other", system: "vpn")), Matches(bySystem, Incident(2, "printer offline in finance"))).ShouldBe((true, false));
        (Matches(byText, Incident(2, "other", system: "vpn")), Matches(byText, Incident(2, "finance printer offline"))).ShouldBe((false, true));
        Matches(bySystem, linked with { SystemKey = null, Text = IncidentText.Nothing }).ShouldBeTrue();

        bool Matches(Problem problem, Incident incident) => ProblemPattern.Of(problem, [linked], 55).Matches(incident);
    }
}
