using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using static ServiceDesk.Tests.Desk;
using static ServiceDesk.Tests.Planned;

namespace ServiceDesk.Tests;

/// <summary>Any commands, legal and illegal, by anybody, in any order: see <see cref="TicketMoves"/> for what is tried and <see cref="TicketLaws"/> for what holds.</summary>
public class TicketSequences
{
    private static readonly Arbitrary<Throw[]> sequences = (
        from legal in Gen.Frequency((3, Gen.Constant(true)), (2, Gen.Constant(false)))
        from pick in Gen.Choose(0, 100_000)
        from who in Gen.Choose(0, TicketMoves.People.Length - 1)
        from value in Gen.Choose(0, 1000)
        from minutes in Gen.Choose(0, 500)
        select new Throw(legal, pick, who, value, minutes)).ArrayOf().ToArbitrary();

    [Fact]
    public void Every_law_holds_whatever_anybody_tries() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(90),
        Prop.ForAll(sequences, throws =>
        {
            var life = new Life();
            foreach (var one in throws)
            {
                if (life.Take(one) is not { } refused) continue;
                refused.After.ShouldBe(refused.Before, $"{refused.Move} was refused and changed the ticket");
            }
            foreach (var (name, law) in TicketLaws.All) Should.NotThrow(() => law(life.History), name);
            Document(Given(life.History).State).ShouldBe(Document(life.Ticket), "what is read back from the log is another ticket");
        }));

    [Fact]
    public void The_dice_reach_every_move_allowed_and_refused()
    {
        var (dice, allowed, refused) = (new Random(20261127), new HashSet<string>(), new HashSet<string>());
        var recorded = new HashSet<Type>();
        for (var run = 0; run < 150; run++)
        {
            var life = new Life();
            for (var step = 0; step < 90; step++)
            {
                var before = life.History.Count;
                var one = new Throw(dice.Next(5) < 3, dice.Next(100_000), dice.Next(TicketMoves.People.Length), dice.Next(1000), dice.Next(500));
                if (life.Take(one) is { } refusal) refused.Add(refusal.Move);
                else if (life.History.Count > before) allowed.Add(life.Moved);
            }
            recorded.UnionWith(life.History.Select(body => body.GetType()));
        }

        allowed.Order().ShouldBe(TicketMoves.All.Select(move => move.Name).Order());
        // What another service decided cannot be refused, and a message is always taken.
        refused.Order().ShouldBe(TicketMoves.All.Where(move => move.Roles is not null).Select(move => move.Name).Order());
        typeof(SolutionProposed).Assembly.GetTypes().Where(type => type.Name is nameof(TicketClosed) or nameof(SolutionRolledBack) or nameof(SolutionRefused) or nameof(PlanDeclined)
            or nameof(ImplementationFinished) or nameof(SolutionVerified) or nameof(SolutionConfirmed) or nameof(SolutionRejected)).ShouldBeSubsetOf(recorded);
    }

    public static TheoryData<string, object[]> Breaches { get; } = new()
    {
        { "nothing is carried out before everybody agreed", Risky(Accepted, Started) },
        { "nothing is carried out before everybody agreed", Risky(Approved(Lee), Started) },
        { "nothing is carried out before everybody agreed", Risky(Approved(Bob), Accepted, Started) },
        { "nothing is carried out before everybody agreed", Risky(Approved(Lee), Accepted, Proposed(Exchange, 1, 2), Started) },
        { "risky plans need consent and a way back", Working(Proposed(Exchange), Chosen(Proposed(Exchange))) },
        { "risky plans need consent and a way back", Working(Proposed(Exchange with { RollbackPlan = null }), ChosenRisky()) },
        { "who approves does not carry out", Risky(Approved(Lee), Accepted, Started with { By = Lee.Id }) },
        { "who approves does not carry out", Risky(Approved(Ada)) },
        { "deviations are explained", Simple(Started, Done(2)) },
        { "deviations are explained", Simple(Started, Done(1, StepOutcome.Skipped)) },
        { "deviations are explained", Simple(Started, Done(1), Finished) },
        { "nothing is verified before it is carried out", Simple(Verified) },
        { "nothing is verified before it is carried out", Simple(Started, Done(1), Done(2), Finished, RolledBack, Verified) },
        { "nothing is resolved unverified", Working(Verified with { Passed = false }, Resolved) },
        { "nothing is resolved unverified", Working(Verified, Resolved, new SolutionRejected(Grace.Id, Grace.Id, "No", null, null, At(31)), Resolved) },
        { "nothing is closed unconfirmed", Working(Verified, Resolved, new TicketClosed(Ada.Id, At(40))) },
        { "nothing moves after the end", Working(new TicketClosed(Ada.Id, At(40)), Verified) },
        { "nothing moves after the end", Working(new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(40)), Started) },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_law_notices_its_breach(string law, object[] history) => Should.Throw<ShouldAssertException>(() => TicketLaws.All[law](history));

    [Fact]
    public void Every_law_is_known_to_notice_a_breach() => Breaches.Select(breach => breach.Data.Item1).Distinct().ShouldBe(TicketLaws.All.Keys, ignoreOrder: true);

    private static string Document(Ticket ticket) => JsonSerializer.Serialize(ticket, HttpJson.Options);

    private static DeciderSpec<Ticket> Given(IEnumerable<object> history) => DeciderSpec<Ticket>.Given([.. history.Select(Desk.Reread)]);

    private sealed record Refused(string Move, string Before, string After);

    /// <summary>A ticket in memory to which things happen.</summary>
    private sealed class Life
    {
        private readonly List<object> history = [Opening];
        private Instant now = Opened;

        public Ticket Ticket { get; private set; } = Ticket.Initial.Evolve(Opening);

        public IReadOnlyList<object> History => history;

        public string Moved { get; private set; } = "";

        /// <summary>Tries something; null when it was decided, also when there was nothing to do.</summary>
        public Refused? Take(Throw one)
        {
            now += Duration.FromMinutes(one.Minutes);
            var (move, actor) = one.Legal ? Allowed(one) : Weighted(one.Pick, TicketMoves.All.Select(known => (known, TicketMoves.People[one.Who])));
            if (!move.IsFor(actor)) return null;
            var before = Document(Ticket);
            var decision = move.Decide(Ticket, actor, now, one);
            if (decision is not Decision.Accepted { Events: var events }) return new Refused(move.Name, before, Document(Ticket));
            history.AddRange(events);
            Ticket = events.Aggregate(Ticket, (ticket, body) => ticket.Evolve(body));
            Moved = move.Name;
            return null;
        }

        /// <summary>Something that changes the ticket now; random moves alone would hardly ever lead through a whole plan.</summary>
        private (Move, Actor) Allowed(Throw one) => Weighted(one.Pick, TicketMoves.All.SelectMany(_ => TicketMoves.People, (move, actor) => (move, actor))
            .Where(known => known.move.IsFor(known.actor) && known.move.Decide(Ticket, known.actor, now, one) is Decision.Accepted { Events.Count: > 0 }));

        private static (Move, Actor) Weighted(int pick, IEnumerable<(Move Move, Actor Actor)> candidates)
        {
            var all = candidates.SelectMany(one => Enumerable.Repeat(one, one.Move.Weight)).ToList();
            return all[pick % all.Count];
        }
    }
}
