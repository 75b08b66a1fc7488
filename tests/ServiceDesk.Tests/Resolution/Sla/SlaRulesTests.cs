using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Resolution.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class SlaRulesTests
{
    private static readonly PromiseFacts ticket = new("acme", "vpn", TicketKind.Incident, Opened);

    [Fact]
    public void Without_other_policies_everybody_gets_the_standard_promise() =>
        SlaRules.Shipped.Promise(ticket, Priority.P2, null, Opened).ShouldBe(SlaPolicy.For(Priority.P2));

    [Fact]
    public void The_first_policy_that_fits_organisation_service_kind_and_priority_is_the_tickets()
    {
        var rules = Rules(
            Policy("acme-vpn", 1) with { Organizations = ["acme"], Services = ["vpn"], Targets = [Targets(Priority.P1, 1)] },
            Policy("requests", 2) with { Kinds = [TicketKind.Request] },
            Policy("acme", 3) with { Organizations = ["acme"] },
            Policy("rest", 4));

        Chosen(ticket, Priority.P1).ShouldBe("acme-vpn-2");
        Chosen(ticket, Priority.P2).ShouldBe("acme-2", "the first promises nothing for this priority");
        Chosen(ticket with { Kind = TicketKind.Request, AffectedSystem = null }, Priority.P1).ShouldBe("requests-2");
        Chosen(ticket with { Organization = "other" }, Priority.P1).ShouldBe("rest-2");

        string Chosen(PromiseFacts one, Priority priority) => rules.Promise(one, priority, null, Opened).PolicyVersion;
    }

    [Fact]
    public void A_ticket_is_judged_by_the_version_in_effect_when_it_was_opened_whatever_happens_later()
    {
        var rules = With(Defined(2, At(-10), running: false), Defined(3, At(10), running: false));
        var before = rules.Promise(ticket, Priority.P3, null, At(1));

        before.PolicyVersion.ShouldBe("standard-2");
        rules.Promise(ticket, Priority.P1, before, At(20)).PolicyVersion.ShouldBe("standard-2");
        rules.Promise(ticket with { OpenedAt = At(-20) }, Priority.P3, null, At(1)).ShouldBe(SlaPolicy.For(Priority.P3));
    }

    [Fact]
    public void A_version_for_running_tickets_holds_for_them_from_when_it_takes_effect()
    {
        var rules = With(Defined(2, At(10), running: true));
        var before = SlaPolicy.For(Priority.P3);

        rules.Promise(ticket, Priority.P1, before, At(9)).PolicyVersion.ShouldBe("standard-1");
        rules.Promise(ticket, Priority.P1, before, At(10)).PolicyVersion.ShouldBe("standard-2");
    }

    [Fact]
    public void The_calendar_is_that_of_the_opening_until_a_version_says_that_it_holds_for_running_tickets()
    {
        var office = Policy("office", 1) with { Targets = [.. Enum.GetValues<Priority>().Select(one => Targets(one, 1, "office"))] };
        var rules = Rules(office) with { Calendars = SlaRules.Shipped.Calendars.Add("office", [Calendar(1, At(-60), false), Calendar(2, At(5), false), Calendar(3, At(10), true)]) };
        var opened = rules.Promise(ticket, Priority.P3, null, Opened);

        Version(opened).ShouldBe(1);
        Version(rules.Promise(ticket, Priority.P1, opened, At(6))).ShouldBe(1);
        Version(rules.Promise(ticket, Priority.P1, opened, At(11))).ShouldBe(3);
        Version(rules.Promise(ticket with { OpenedAt = At(6) }, Priority.P3, null, At(6))).ShouldBe(2);

        int Version(Promise promise) => promise.Clocks![0].Calendar!.Version;
    }

    [Fact]
    public void An_open_ticket_gets_the_new_promise_and_a_finished_one_keeps_its_own()
    {
        var rules = With(Defined(2, At(10), running: true));
        var resolved = new TicketResolved(Ada.Id, Grace.Id, "New switch", null, null, null, At(5));

        Renew(Given(Opening, Assignment).State).ShouldBeOfType<Decision.Accepted>().Events.Single().ShouldBeOfType<PromiseChanged>().Promise.PolicyVersion.ShouldBe("standard-2");
        Renew(Given(Opening, Assignment, resolved).State).ShouldBe(Decision.Nothing);
        var changed = new PromiseChanged(rules.Promise(ticket, Priority.P2, SlaPolicy.For(Priority.P2), At(11)), "policies", At(11));
        Renew(Given(Opening, Assignment, changed).State).ShouldBe(Decision.Nothing);

        Decision Renew(Resolution.Ticket one) => PromiseRenewal.Decide(one.Clocks, one.IsOpen, rules, At(11));
    }

    [Fact]
    public void A_corrected_kind_may_be_promised_something_else()
    {
        var rules = Rules(Policy("requests", 9) with { Kinds = [TicketKind.Request] }, Policy("rest", 1));
        var opened = Opening with { Promise = rules.Promise(new PromiseFacts("acme", null, TicketKind.Incident, Opened), Priority.P3, null, Opened) };
        var corrected = new TicketCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["kind"] = "request" }, null, "A wish", At(5));

        var events = CaseReaction.Decide(Given(opened).State, corrected, rules).ShouldBeOfType<Decision.Accepted>().Events;

        events.Select(one => one.GetType()).ShouldBe([typeof(CaseCorrected), typeof(PromiseChanged)]);
        ((PromiseChanged)events[1]).Promise.PolicyVersion.ShouldBe("requests-2");
    }

    [Fact]
    public void A_promise_comes_back_from_the_log_as_it_was()
    {
        var promise = Rules(Policy("rest", 1)).Promise(ticket, Priority.P1, null, Opened);

        Reread(Opening with { Promise = promise }).Promise.ShouldBe(promise);
    }

    internal static SlaRules Rules(params SlaPolicyDefinition[] policies) => With(new SlaPoliciesDefined(2, At(-60), false, policies, Root.Id, At(-60)));

    internal static SlaPolicyDefinition Policy(string id, int hours) => new(id, [], [], [], null, [.. Enum.GetValues<Priority>().Select(one => Targets(one, hours))]);

    internal static SlaTargets Targets(Priority priority, int hours, string? calendar = null) => new(
        priority, new ClockTarget(Duration.FromHours(hours), calendar, [], [50, 75], Reopening.KeepFirst), null, null,
        new ClockTarget(Duration.FromHours(hours * 10), calendar, [PauseReason.Requester], [50, 75], Reopening.Resume));

    private static WorkingCalendarDefined Calendar(int version, Instant from, bool running) =>
        new("office", version, from, running, "UTC", new WorkingWeek([new("09:00", "17:00")], [], [], [], [], [], []), [], [], Root.Id, from);

    private static SlaPoliciesDefined Defined(int version, Instant from, bool running) => new(version, from, running, [Policy("standard", version)], Root.Id, from);

    private static SlaRules With(params SlaPoliciesDefined[] versions) => SlaRules.Shipped with { Policies = SlaRules.Shipped.Policies.AddRange(versions) };
}
