using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Duplicates;
using static ServiceDesk.Tests.Desk;
using Ticket = ServiceDesk.Intake.Ticket;

namespace ServiceDesk.Tests;

/// <summary>Any merges, unmerges, links and corrections of a few tickets, in any order.</summary>
public class PairSequences
{
    private const int Size = 5;

    private enum Act
    {
        Merge,
        Unmerge,
        Link,
        Unlink,
        Correct,
        Withdraw,
    }

    private sealed record Step(Act Act, int One, int Other, LinkRelation Relation);

    private static readonly Arbitrary<Step[]> sequences = (
        from act in Gen.Frequency(
            (6, Gen.Constant(Act.Merge)), (3, Gen.Constant(Act.Unmerge)), (3, Gen.Constant(Act.Link)), (2, Gen.Constant(Act.Unlink)),
            (2, Gen.Constant(Act.Correct)), (1, Gen.Constant(Act.Withdraw)))
        from one in Gen.Choose(0, Size - 1)
        from other in Gen.Choose(0, Size - 1)
        from relation in Gen.Elements(Enum.GetValues<LinkRelation>())
        select new Step(act, one, other, relation)).ArrayOf().ToArbitrary();

    [Fact]
    public void Both_sides_of_a_merge_and_of_a_link_always_agree() => Hold(sequences, steps =>
    {
        var desk = new Tickets();
        foreach (var step in steps)
        {
            desk.Take(step);
            foreach (var (one, other) in Pairs)
            {
                (desk[one].MergedInto == Id(other)).ShouldBe(desk[other].Absorbed.ContainsKey(Id(one)));
                bool Links(ServiceDesk.Intake.TicketLink link) => (link.From, link.To) == (Id(one), Id(other));
                desk[one].Links.Where(Links).ShouldBe(desk[other].Links.Where(Links), ignoreOrder: true);
            }
        }
    });

    [Fact]
    public void Merges_never_form_a_circle() => Hold(sequences, steps =>
    {
        var desk = new Tickets();
        foreach (var step in steps) desk.Take(step);
        for (var ticket = 0; ticket < Size; ticket++)
        {
            var hops = 0;
            for (var at = ticket; desk[at].MergedInto is { } into; at = Number(into)) (++hops).ShouldBeLessThan(Size);
        }
    });

    [Fact]
    public void A_merged_ticket_can_always_be_unmerged_and_then_nothing_is_lost() => Hold(sequences, steps =>
    {
        var (desk, alone) = (new Tickets(), new Tickets());
        foreach (var step in steps)
        {
            var taken = desk.Take(step);
            if (taken && step.Act is Act.Correct or Act.Withdraw) alone.Take(step);
        }
        for (var ticket = 0; ticket < Size; ticket++)
        {
            if (desk[ticket].MergedInto is not null) desk.Take(new Step(Act.Unmerge, ticket, 0, default)).ShouldBeTrue();
        }
        for (var ticket = 0; ticket < Size; ticket++) Document(desk[ticket]).ShouldBe(Document(alone[ticket]));
    });

    private static IEnumerable<(int One, int Other)> Pairs =>
        from one in Enumerable.Range(0, Size) from other in Enumerable.Range(0, Size) where one != other select (one, other);

    private static string Document(Ticket ticket) => JsonSerializer.Serialize(new { ticket.Submitted, ticket.Corrections, ticket.End, ticket.MergedInto, ticket.Absorbed }, HttpJson.Options);

    private static Guid Id(int ticket) => new(ticket + 1, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    private static int Number(Guid id) => Enumerable.Range(0, Size).Single(ticket => Id(ticket) == id);

    private static void Hold(Arbitrary<Step[]> arbitrary, Action<Step[]> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(arbitrary, law));

    /// <summary>Streams in memory: what is decided is appended to both at once.</summary>
    private sealed class Tickets
    {
        private readonly List<object>[] streams = [.. Enumerable.Range(0, Size).Select(n => new List<object> { Submitted with { Number = $"INC-{n}" } })];

        public Ticket this[int number] => streams[number].Aggregate(Ticket.Initial, (ticket, body) => ticket.Evolve(body));

        public bool Take(Step step)
        {
            var other = step.Act == Act.Unmerge ? this[step.One].MergedInto is { } into ? Number(into) : step.One : step.Other;
            var pair = new TicketPair(Id(step.One), this[step.One], Id(other), this[other]);
            var (here, there) = PairCommand.Decide(pair, Ada, At(1), _ => step.Act switch
            {
                Act.Merge => new MergeTicket(pair.OtherId, null, null).Decide(pair, new HashSet<Guid>(), Ada, At(1)),
                Act.Unmerge => new UnmergeTicket(null, null).Decide(pair, Ada, At(1)),
                Act.Link => new LinkTickets(pair.OtherId, step.Relation, null).Decide(pair, Ada, At(1)),
                Act.Unlink => UnlinkTickets.Decide(pair, step.Relation, Ada, At(1)),
                Act.Correct => PairCommand.Only(Decision.Accept(new TicketCorrected(Ada.Id, Grace.Id, new Dictionary<string, string> { ["subject"] = $"{step.Other}" }, null, null, At(1)))),
                _ => PairCommand.Only(pair.Ticket.IsOpen ? Decision.Accept(new TicketWithdrawn(Grace.Id, Grace.Id, null, At(1))) : Decision.Nothing),
            });
            if (here is not Decision.Accepted { Events: { Count: > 0 } events }) return false;
            streams[step.One].AddRange(events);
            streams[other].AddRange(there);
            return true;
        }
    }
}
