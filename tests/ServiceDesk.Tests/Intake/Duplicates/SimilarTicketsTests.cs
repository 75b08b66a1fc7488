using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Intake.Duplicates;
using ServiceDesk.Rules;
using static ServiceDesk.Tests.FaultTexts;

namespace ServiceDesk.Tests;

public class SimilarTicketsTests
{
    private static readonly Guid asked = Id(1_000_000);

    private static readonly Arbitrary<(ReportedFault[] Faults, int[] Order, bool[] Closed)> desks = (
        from size in Gen.Choose(1, 40)
        from faults in Fault.ArrayOf(size)
        from order in Gen.Shuffle(Enumerable.Range(0, size).ToArray())
        from closed in Gen.Elements(true, false).ArrayOf(size)
        select (faults, order, closed)).ToArbitrary();

    [Fact]
    public void The_likeliest_duplicate_comes_first()
    {
        var tickets = With(Reported("邮箱容量已满"), Reported("ＶＰＮ连不上"), Reported("VPN 证书过期"));

        tickets.Find("acme", asked, Reported("vpn 連不上", "b"), 10).Select(one => one.Ticket).ShouldBe([Id(1), Id(2)]);
        tickets.Find("acme", asked, Reported("vpn 連不上", "b"), 1).Single().Suspicion.IsSuspected.ShouldBeTrue();
    }

    [Theory]
    [InlineData("纹", 0)]
    [InlineData("指纹", 0)]
    [InlineData("網", 1)]
    [InlineData("网关", 1)]
    [InlineData("db", 2)]
    [InlineData("j", 3)]
    public void One_or_two_characters_find_the_ticket_that_contains_them(string query, int found) => With(
        Reported("考勤机无法识别员工的指纹，重启以后还是一样，麻烦派人来看看"), Reported("支付网关超时"), Reported("The DB is offline"), Reported("Drive J is gone"))
        .Find("acme", asked, Reported(query, "b"), 10).Select(one => one.Ticket).ShouldBe([Id(found)]);

    [Fact]
    public void What_shares_nothing_is_not_found() => With(Reported("指纹")).Find("acme", asked, Reported("quite unrelated"), 10).ShouldBeEmpty();

    [Fact]
    public void Another_organisation_is_never_looked_at()
    {
        With(Reported("指纹", externalId: "EXT-1")).Find("other", asked, Reported("指纹", externalId: "EXT-1"), 10).ShouldBeEmpty();
    }

    [Fact]
    public void A_ticket_is_not_its_own_duplicate() => With(Reported("指纹")).Find("acme", Id(0), Reported("指纹"), 10).ShouldBeEmpty();

    [Fact]
    public void The_same_external_id_is_found_without_a_common_word() =>
        With(Reported("指纹", externalId: "EXT-1")).Find("acme", asked, Reported("quite unrelated", externalId: "ext-1"), 10).Single().Suspicion.IsSuspected.ShouldBeTrue();

    [Fact]
    public void A_closed_ticket_is_not_found_and_closing_it_again_changes_nothing()
    {
        var tickets = With(Reported("指纹"), Reported("指纹"));

        tickets.Remove("acme", Id(0));
        tickets.Remove("acme", Id(0));
        tickets.Remove("nobody", Id(0));

        tickets.Find("acme", asked, Reported("指纹"), 10).Select(one => one.Ticket).ShouldBe([Id(1)]);
        tickets.Count("acme").ShouldBe(1);
    }

    [Fact]
    public void A_ticket_that_is_added_again_is_replaced()
    {
        var tickets = With(Reported("指纹"));

        tickets.Add("acme", Id(0), Reported("jabber"));

        tickets.Find("acme", asked, Reported("指纹"), 10).ShouldBeEmpty();
        tickets.Find("acme", asked, Reported("jabber"), 10).Count.ShouldBe(1);
        tickets.Count("acme").ShouldBe(1);
    }

    [Fact]
    public void The_suspicion_is_the_one_of_the_rule() => Check.QuickThrowOnFailure(Prop.ForAll(desks, Fault.ToArbitrary(), (desk, fault) =>
    {
        foreach (var found in With(desk.Faults).Find("acme", asked, fault, 100))
        {
            var there = desk.Faults.Single(one => ReferenceEquals(one, desk.Faults[Number(found.Ticket)]));
            DuplicateRuleTests.Shown(found.Suspicion).ShouldBe(DuplicateRuleTests.Shown(DuplicateRule.Judge(fault, there)));
        }
    }));

    [Fact]
    public void Every_ticket_that_the_rule_suspects_is_found() => Check.QuickThrowOnFailure(Prop.ForAll(desks, Fault.ToArbitrary(), (desk, fault) =>
        With(desk.Faults).Find("acme", asked, fault, 100).Where(one => one.Suspicion.IsSuspected).Select(one => Number(one.Ticket)).Order()
            .ShouldBe(Enumerable.Range(0, desk.Faults.Length)
                .Where(i => desk.Faults[i].Occurred <= fault.Occurred + DuplicateRule.Window && DuplicateRule.Judge(fault, desk.Faults[i]).IsSuspected))));

    [Fact]
    public void Neither_the_order_of_additions_nor_what_was_closed_matters() => Check.QuickThrowOnFailure(Prop.ForAll(desks, Fault.ToArbitrary(), (desk, fault) =>
    {
        var (straight, shuffled) = (new SimilarTickets(), new SimilarTickets());
        for (var i = 0; i < desk.Faults.Length; i++)
        {
            if (!desk.Closed[i]) straight.Add("acme", Id(i), desk.Faults[i]);
        }
        foreach (var i in desk.Order) shuffled.Add("acme", Id(i), desk.Faults[i]);
        foreach (var i in desk.Order.Where(i => desk.Closed[i])) shuffled.Remove("acme", Id(i));
        foreach (var i in desk.Order.Where(i => i % 3 == 0 && !desk.Closed[i])) shuffled.Add("acme", Id(i), desk.Faults[i]);

        Shown(shuffled.Find("acme", asked, fault, 20)).ShouldBe(Shown(straight.Find("acme", asked, fault, 20)));
    }));

    [Fact]
    public void Where_more_tickets_are_alike_than_are_looked_at_the_order_of_additions_does_not_matter_either()
    {
        var faults = Enumerable.Range(0, 9_000).Select(i => Reported($"VPN 连不上 {i % 7}", hours: i % 50)).ToArray();
        var (straight, backwards) = (With(faults), new SimilarTickets());
        for (var i = faults.Length - 1; i >= 0; i--) backwards.Add("acme", Id(i), faults[i]);

        var found = straight.Find("acme", asked, Reported("vpn連不上", hours: 49), 20);

        found.Count.ShouldBe(20);
        Shown(backwards.Find("acme", asked, Reported("vpn連不上", hours: 49), 20)).ShouldBe(Shown(found));
    }

    [Fact]
    public async Task Finding_goes_on_while_tickets_come_and_go()
    {
        var tickets = With(Reported("指纹"));
        var done = false;
        var changes = Task.Run(() =>
        {
            for (var i = 1; !Volatile.Read(ref done); i = (i % 500) + 1)
            {
                tickets.Add("acme", Id(i), Reported($"指 jabber{i}"));
                tickets.Remove("acme", Id((i * 7 % 500) + 1));
            }
        }, TestContext.Current.CancellationToken);

        for (var i = 0; i < 2_000; i++) tickets.Find("acme", asked, Reported("指纹"), 100)[0].Ticket.ShouldBe(Id(0));
        Volatile.Write(ref done, true);
        await changes;
    }

    private static SimilarTickets With(params ReportedFault[] faults)
    {
        var tickets = new SimilarTickets();
        for (var i = 0; i < faults.Length; i++) tickets.Add("acme", Id(i), faults[i]);
        return tickets;
    }

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private static int Number(Guid id) => BitConverter.ToInt32(id.ToByteArray());

    private static string Shown(IEnumerable<SimilarTicket> found) =>
        string.Join('\n', found.Select(one => $"{Number(one.Ticket)} {DuplicateRuleTests.Shown(one.Suspicion)}"));
}
