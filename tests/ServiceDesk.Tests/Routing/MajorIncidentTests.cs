using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.MajorIncidents;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class MajorIncidentTests
{
    private static readonly Guid parent = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid child = new("00000000-0000-0000-0000-000000000002");
    private static readonly Duration hour = Duration.FromHours(1);
    private static readonly MajorIncidentDeclared declared = new("INC-000123", "acme", Grace.Id, "No network anywhere", Ada.Id, hour, At(70), Ada.Id, At(10));
    private static readonly MajorIncidentEnded ended = new(Grace.Id, "The core switch runs again", Ada.Id, At(10));
    private static readonly MajorIncidentReviewed reviewed = new(Grace.Id, "A fan", ["Second switch"], Ada.Id, At(10));
    private static readonly ChildLinked linked = new(child, "INC-000123", Ada.Id, At(10)) { Organization = "acme" };

    [Fact]
    public void A_ticket_leads_it_and_the_first_word_is_due_after_the_interval()
    {
        Do(new DeclareMajorIncident("No network anywhere", null, hour)).Then(declared);
        Do(new DeclareMajorIncident("No network anywhere", "lead", hour)).Then(declared with { Owner = "lead" });
        Do(new DeclareMajorIncident("Again", null, hour), declared).ThenRejected("declared");
        Do(new DeclareMajorIncident("No network anywhere", null, hour), declared, ended, reviewed).Then(declared);
    }

    [Fact]
    public void A_finished_ticket_or_one_that_belongs_to_another_leads_none()
    {
        var declare = new DeclareMajorIncident("x", null, hour);
        new Decided(MajorIncidentCommand.Decide(MajorIncident.Initial, RoutingSamples.Routed(Priority.P1), true, declare, Ada, At(10))).ThenRejected("not-open");
        new Decided(MajorIncidentCommand.Decide(
            MajorIncident.Initial, RoutingSamples.Routed(Priority.P1, new MajorIncidentJoined(parent, "INC-1", Ada.Id, At(5))), false, declare, Ada, At(10))).ThenRejected("is-child");
        new Decided(MajorIncidentCommand.Decide(MajorIncident.Initial, Ticket.Initial, false, declare, Ada, At(10))).ThenMissing();
    }

    [Fact]
    public void Each_word_makes_the_next_one_due()
    {
        Do(new UpdateMajorIncident("We are on site"), declared).Then(new MajorIncidentUpdated(Grace.Id, "We are on site", At(70), Ada.Id, At(10)));
        Do(new UpdateMajorIncident("x")).ThenRejected("not-declared");
        Do(new UpdateMajorIncident("x"), declared, ended).ThenRejected("ended");
    }

    [Fact]
    public void Another_interval_counts_from_the_last_word()
    {
        var word = new MajorIncidentUpdated(Grace.Id, "x", At(90), Ada.Id, At(30));
        Do(new ChangeMajorIncident(null, Duration.FromMinutes(15)), declared, word).Then(new MajorIncidentChanged(Ada.Id, Duration.FromMinutes(15), At(45), Ada.Id, At(10)));
        Do(new ChangeMajorIncident("lead", null), declared).Then(new MajorIncidentChanged("lead", hour, At(70), Ada.Id, At(10)));
        Do(new ChangeMajorIncident(Ada.Id, hour), declared).ThenNothing();
    }

    [Fact]
    public void It_ends_and_then_it_is_reviewed_once()
    {
        Do(new EndMajorIncident("The core switch runs again"), declared).Then(ended);
        Do(new EndMajorIncident("The core switch runs again"), declared, ended).ThenNothing();
        Do(new ReviewMajorIncident("A fan", ["Second switch"]), declared).ThenRejected("not-ended");
        Do(new ReviewMajorIncident("A fan", ["Second switch"]), declared, ended).Then(reviewed);
        Do(new ReviewMajorIncident("A fan", []), declared, ended, reviewed).ThenRejected("reviewed");
        Do(new ReviewMajorIncident("A fan", [])).ThenRejected("not-declared");
    }

    [Fact]
    public void A_ticket_belongs_to_one_at_most_and_leads_none_itself()
    {
        Link(child).Then(linked);
        Link(child, RoutingSamples.Routed(Priority.P2), linked).ThenNothing();
        Link(parent).ThenInvalid("ticket");
        Link(child, Ticket.Initial).ThenInvalid("ticket");
        Link(child, RoutingSamples.Routed(Priority.P2, new MajorIncidentJoined(parent, "INC-9", Ada.Id, At(5)))).ThenRejected("is-child");
        new Decided(new LinkChild(child).Decide(
            DeciderSpec<MajorIncident>.Given(declared).State, parent, RoutingSamples.Routed(Priority.P2), DeciderSpec<MajorIncident>.Given(declared).State, MajorIncident.Initial, Ada, At(10))).ThenRejected("is-parent");
    }

    [Fact]
    public void A_child_of_one_that_is_over_can_belong_to_another_and_stays_there()
    {
        var (former, joined) = (new Guid(9, 0, 0, new byte[8]), new MajorIncidentJoined(parent, "INC-1", Ada.Id, At(9)));
        var before = new MajorIncidentJoined(former, "INC-9", Ada.Id, At(5));
        DeciderSpec<MajorIncident>.Given(declared).When(state => new LinkChild(child).Decide(
            state, parent, RoutingSamples.Routed(Priority.P2, before), MajorIncident.Initial, DeciderSpec<MajorIncident>.Given(declared, ended).State, Ada, At(10))).Then(linked);
        RoutingSamples.Routed(Priority.P2, before, joined, new MajorIncidentLeft(former, Ada.Id, At(11))).MajorIncident.ShouldBe(parent);
    }

    [Fact]
    public void Only_what_belongs_to_it_is_taken_out()
    {
        DeciderSpec<MajorIncident>.Given(declared, linked).When(state => LinkChild.Unlink(state, child, RoutingSamples.Routed(Priority.P2), Ada, At(11))).Then(new ChildUnlinked(child, Ada.Id, At(11)));
        DeciderSpec<MajorIncident>.Given(declared).When(state => LinkChild.Unlink(state, child, RoutingSamples.Routed(Priority.P2), Ada, At(11))).ThenMissing();
        DeciderSpec<MajorIncident>.Given(declared, linked, new ChildUnlinked(child, Ada.Id, At(11))).State.Children.ShouldBeEmpty();
        RoutingSamples.Routed(Priority.P2, new MajorIncidentJoined(parent, "INC-1", Ada.Id, At(5)), new MajorIncidentLeft(parent, Ada.Id, At(6))).MajorIncident.ShouldBeNull();
    }

    [Fact]
    public void A_child_of_an_organisation_that_somebody_may_not_see_is_neither_shown_nor_taken_out()
    {
        var led = DeciderSpec<MajorIncident>.Given(declared, linked);
        led.When(state => LinkChild.Unlink(state, child, RoutingSamples.Routed(Priority.P2), Ada with { Organization = "demo" }, At(11))).ThenMissing();

        var shown = led.State.Children.ShouldHaveSingleItem();
        (shown.IsVisibleTo(Ada), shown.IsVisibleTo(Ada with { Organization = "acme" }), shown.IsVisibleTo(Ada with { Organization = "demo" })).ShouldBe((true, true, false));
        DeciderSpec<MajorIncident>.Given(declared, linked with { Organization = null }).State.Children.Single().IsVisibleTo(Ada with { Organization = "demo" }).ShouldBeFalse();
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        Sent.Refusal<DeclareMajorIncident>("""{"owner":"nobody","updateEvery":"PT1S"}""").ShouldRefuse(422, "owner", "title", "updateEvery");
        Sent.Refusal<DeclareMajorIncident>("""{"title":"x"}""").ShouldRefuse(422, "updateEvery");
        Sent.Refusal<ChangeMajorIncident>("{}").ShouldRefuse(422, "owner");
        Sent.Refusal<LinkChild>("""{"ticket":"INC-1"}""").ShouldRefuse(422, "ticket");
        Sent.Refusal<ReviewMajorIncident>($$"""{"findings":"x","actions":[{{string.Join(',', Enumerable.Repeat("\"x\"", 101))}}]}""").ShouldRefuse(422, "actions");
        Sent.Refusal<ReviewMajorIncident>("""{"actions":[""]}""").ShouldRefuse(422, "actions", "findings");
    }

    private static Decided Do<T>(T command, params object[] before) where T : IMajorIncidentCommand<T> => DeciderSpec<MajorIncident>.Given(before)
        .When(state => MajorIncidentCommand.Decide(state, RoutingSamples.Routed(Priority.P1), false, command, Ada, At(10)));

    private static Decided Link(Guid ticket, Ticket? known = null, params object[] before) => DeciderSpec<MajorIncident>.Given([declared, .. before])
        .When(state => new LinkChild(ticket).Decide(state, parent, known ?? RoutingSamples.Routed(Priority.P2), MajorIncident.Initial, DeciderSpec<MajorIncident>.Given(declared).State, Ada, At(10)));
}
