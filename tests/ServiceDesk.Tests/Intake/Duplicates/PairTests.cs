using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Duplicates;
using static ServiceDesk.Tests.Desk;
using Ticket = ServiceDesk.Intake.Ticket;

namespace ServiceDesk.Tests;

/// <summary>What can be done with two tickets.</summary>
public class PairTests
{
    private static readonly Guid one = new("01900000-0000-7000-8000-000000000001");
    private static readonly Guid other = new("01900000-0000-7000-8000-000000000002");
    private static readonly TicketSubmitted second = Submitted with { Number = "INC-000124", Requester = "person-linus" };
    private static readonly MergeTicket merge = new(other, "one matter", null);
    private static readonly UnmergeTicket unmerge = new("two matters", null);
    private static readonly TicketMerged merged = new(Ada.Id, other, "INC-000124", Grace.Id, "one matter", At(5));
    private static readonly TicketAbsorbed absorbed = new(Ada.Id, one, "INC-000123", At(5));

    [Fact]
    public void A_ticket_is_merged_and_the_other_absorbs_it_at_once()
    {
        var (here, there) = Merge([Submitted], [second]);

        new Decided(here).Then(merged);
        new Decided(Decision.Accept(there)).Then(absorbed);
    }

    [Fact]
    public void Merging_again_does_nothing() => NothingIn(Merge([Submitted, merged], [second, absorbed]));

    [Fact]
    public void A_ticket_is_not_merged_into_itself() =>
        Refused(merge.Decide(new TicketPair(other, Fold(second), other, Fold(second)), new HashSet<Guid>(), Ada, At(5))).ThenInvalid("into");

    [Fact]
    public void Ended_tickets_neither_merge_nor_are_merged_into()
    {
        Refused(Merge([Submitted, new TicketWithdrawn(Grace.Id, Grace.Id, null, At(2))], [second])).ThenRejected("withdrawn");
        Refused(Merge([Submitted, new TicketInvalidated(Ada.Id, Grace.Id, "spam", At(2))], [second])).ThenRejected("invalid-request");
        Refused(Merge([Submitted, merged with { Into = Guid.Empty }], [second])).ThenRejected("merged");
        Refused(Merge([Submitted], [second, new TicketWithdrawn(Grace.Id, Grace.Id, null, At(2))])).ThenRejected("target-ended");
        Refused(Merge([Submitted], [second], closed: one)).ThenRejected("closed");
        Refused(Merge([Submitted], [second], closed: other)).ThenRejected("target-ended");
    }

    [Fact]
    public void Two_tickets_are_not_merged_into_each_other() =>
        Refused(Merge([Submitted, absorbed with { From = other }], [second, merged with { Into = one }])).ThenRejected("target-ended");

    [Fact]
    public void Tickets_of_two_organisations_do_not_merge() => Refused(Merge([Submitted], [second with { Organization = "demo" }])).ThenRejected("other-organization");

    [Fact]
    public void Who_may_not_see_both_tickets_learns_nothing_of_either()
    {
        var bound = Ada with { Organization = "acme" };
        Refused(Run([Submitted], [second with { Organization = "demo" }], bound, At(5))).ThenMissing();
        Refused(Run([Submitted with { Organization = "demo" }], [second], bound, At(5))).ThenMissing();
        Refused(Run([Submitted], [], Ada, At(5))).ThenMissing();
    }

    [Fact]
    public void Nothing_is_done_before_both_were_opened() => Refused(Run([Submitted], [second with { At = At(10) }], Ada, At(5))).ThenInvalid("occurredAt");

    [Fact]
    public void A_merge_is_taken_back_in_both_streams_whatever_became_of_the_other()
    {
        var (here, there) = unmerge.Decide(Pair([Submitted, merged], [second, absorbed, new TicketWithdrawn(Grace.Id, Grace.Id, null, At(6))]), Ada, At(7));

        new Decided(here).Then(new TicketUnmerged(Ada.Id, other, "INC-000124", Grace.Id, "two matters", At(7)));
        new Decided(Decision.Accept(there)).Then(new TicketReleased(Ada.Id, one, "INC-000123", At(7)));
    }

    [Fact]
    public void What_is_not_merged_cannot_be_unmerged() => Refused(unmerge.Decide(Pair([Submitted], [second]), Ada, At(7))).ThenRejected("not-merged");

    [Fact]
    public void A_link_stands_in_both_streams_once()
    {
        var link = new LinkTickets(other, LinkRelation.CausedBy, null);
        var linked = new TicketsLinked(Ada.Id, one, "INC-000123", other, "INC-000124", LinkRelation.CausedBy, At(5));

        var (here, there) = link.Decide(Pair([Submitted], [second]), Ada, At(5));
        new Decided(here).Then(linked);
        new Decided(Decision.Accept(there)).Then(linked);
        NothingIn(link.Decide(Pair([Submitted, linked], [second, linked]), Ada, At(5)));
        Refused(link.Decide(new TicketPair(one, Fold(Submitted), one, Fold(Submitted)), Ada, At(5))).ThenInvalid("ticket");
    }

    [Fact]
    public void That_two_are_related_is_the_same_from_either_side_and_taken_back_from_either()
    {
        var (here, _) = new LinkTickets(one, LinkRelation.Related, null).Decide(new TicketPair(other, Fold(second), one, Fold(Submitted)), Ada, At(5));
        var linked = here.ShouldBeOfType<Decision.Accepted>().Events.Single();

        NothingIn(new LinkTickets(other, LinkRelation.Related, null).Decide(Pair([Submitted, linked], [second, linked]), Ada, At(6)));
        var (taken, _) = UnlinkTickets.Decide(Pair([Submitted, linked], [second, linked]), LinkRelation.Related, Ada, At(6));
        Fold(Submitted, linked, taken.ShouldBeOfType<Decision.Accepted>().Events.Single()).Links.ShouldBeEmpty();
        NothingIn(UnlinkTickets.Decide(Pair([Submitted], [second]), LinkRelation.Related, Ada, At(6)));
    }

    [Fact]
    public void A_pair_is_dismissed_once_from_either_side()
    {
        var dismiss = new DismissDuplicate("another floor", null);
        var dismissed = new DuplicateDismissed(Ada.Id, other, "INC-000124", Grace.Id, "another floor", At(5));

        new Decided(dismiss.Decide(Pair([Submitted], [second]), Ada, At(5)).Here).Then(dismissed);
        NothingIn(dismiss.Decide(Pair([Submitted, dismissed], [second]), Ada, At(6)));
        NothingIn(dismiss.Decide(Pair([Submitted], [second, dismissed with { Other = one }]), Ada, At(6)));
    }

    private static (Decision Here, IReadOnlyList<object> There) Merge(object[] here, object[] there, Guid? closed = null) =>
        merge.Decide(Pair(here, there), closed is { } id ? new HashSet<Guid> { id } : [], Ada, At(5));

    private static (Decision Here, IReadOnlyList<object> There) Run(object[] here, object[] there, Actor actor, Instant at) =>
        PairCommand.Decide(Pair(here, there), actor, at, pair => merge.Decide(pair, new HashSet<Guid>(), actor, at));

    private static Decided Refused((Decision Here, IReadOnlyList<object> There) decided)
    {
        decided.There.ShouldBeEmpty();
        return new Decided(decided.Here);
    }

    private static void NothingIn((Decision Here, IReadOnlyList<object> There) decided) => Refused(decided).ThenNothing();

    private static TicketPair Pair(object[] here, object[] there) => new(one, Fold(here), other, Fold(there));

    private static Ticket Fold(params object[] events) => events.Aggregate(Ticket.Initial, (ticket, body) => ticket.Evolve(body));
}
