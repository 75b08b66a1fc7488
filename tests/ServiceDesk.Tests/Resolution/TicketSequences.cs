using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
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
        from minutes in Gen.Frequency((9, Gen.Choose(0, 500)), (1, Gen.Choose(500, 20_000)))
        select new Throw(legal, pick, who, value, minutes)).ArrayOf().ToArbitrary();

    [Fact]
    public void Every_law_holds_whatever_anybody_tries() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(90),
        Prop.ForAll(sequences, throws =>
        {
            var life = new TicketLife();
            foreach (var one in throws)
            {
                if (life.Take(one) is not { } refused) continue;
                refused.After.ShouldBe(refused.Before, $"{refused.Move} was refused and changed the ticket");
            }
            foreach (var (name, law) in TicketLaws.All) Should.NotThrow(() => law(life.History), name);
            TicketLife.Document(Given(life.History).State).ShouldBe(TicketLife.Document(life.Ticket), "what is read back from the log is another ticket");
        }));

    [Fact]
    public void The_dice_reach_every_move_allowed_and_refused()
    {
        var (dice, allowed, refused) = (new Random(20261127), new HashSet<string>(), new HashSet<string>());
        var recorded = new HashSet<Type>();
        for (var run = 0; run < 150; run++)
        {
            var life = new TicketLife();
            for (var step = 0; step < 90; step++)
            {
                var before = life.History.Count;
                var one = new Throw(dice.Next(5) < 3, dice.Next(100_000), dice.Next(TicketMoves.People.Length), dice.Next(1000), dice.Next(dice.Next(10) == 0 ? 20_000 : 500));
                if (life.Take(one) is { } refusal) refused.Add(refusal.Move);
                else if (life.History.Count > before) allowed.Add(life.Moved);
            }
            recorded.UnionWith(life.History.Select(body => body.GetType()));
        }

        allowed.Order().ShouldBe(TicketMoves.All.Select(move => move.Name).Order());
        // What another service decided cannot be refused, and a message or a note is always taken.
        refused.Order().ShouldBe(TicketMoves.All.Where(move => move is { Roles: not null, Name: not "note" }).Select(move => move.Name).Order());
        typeof(SolutionProposed).Assembly.GetTypes().Where(type => type.Name is nameof(TicketClosed) or nameof(SolutionRolledBack) or nameof(SolutionRefused) or nameof(PlanDeclined)
            or nameof(ImplementationFinished) or nameof(SolutionVerified) or nameof(SolutionConfirmed) or nameof(SolutionRejected)).ShouldBeSubsetOf(recorded);
    }

    /// <summary>Under policies and calendars that change on the way, with pauses, reopenings and changes of priority.</summary>
    [Fact]
    public void Every_clock_shows_what_a_clock_that_really_ticks_shows()
    {
        var (dice, seen) = (new Random(20261128), new HashSet<string>());
        for (var run = 0; run < 60; run++)
        {
            var life = new TicketLife();
            for (var step = 0; step < 60; step++)
                life.Take(new Throw(dice.Next(5) < 4, dice.Next(100_000), dice.Next(TicketMoves.People.Length), dice.Next(1000), dice.Next(dice.Next(12) == 0 ? 3000 : 120)));
            var (asOf, history) = (life.Now + Duration.FromMinutes(dice.Next(2000)), life.Ticket.Clocks.ToHistory());
            foreach (var standing in history.Read(asOf, key => OfficeRules.Calendars[key]))
            {
                standing.Earlier.Append(standing).Select(NaiveClock.Show).ShouldBe(new NaiveClock(standing.Clock, history.Facts, OfficeRules.Minutes).Read(asOf), $"{standing.Clock} in run {run}");
                seen.UnionWith(standing.Earlier.Append(standing).Select(one => $"{standing.Clock} {one.State}"));
                if (standing.Paused > Duration.Zero) seen.Add($"{standing.Clock} paused");
                if (standing.Round > 1) seen.Add($"{standing.Clock} again");
            }
        }
        string[] wanted = ["response Met", "response Breached", "diagnosis Met", "update Met", "update again", "resolution Met", "resolution Breached", "resolution Void", "resolution paused", "resolution again"];
        wanted.ShouldBeSubsetOf(seen);
    }

    private static readonly ClosingTerms terms = ClosingRuleHistory.Shipped.For("network", At(30), WorkingDays.Usual);

    private static RemoteConsentGiven Consented => new(1, Grace.Id, Grace.Id, null, "x", "phone", At(15), At(9));

    private static SurveyAnswered Rated => new(Grace.Id, Grace.Id, 5, null, At(41));

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
        {
            "nothing is closed unconfirmed",
            Working(Verified, Resolved with { Terms = terms }, new TicketClosed("service:resolution", At(40)) { Rule = new ClosedByRule("auto-close", 1, 5) })
        },
        { "nobody helps from afar unless allowed", Working(new RemoteSessionStarted(1, 1, Ada.Id, "x", At(10)), Consented) },
        { "nobody helps from afar unless allowed", Working(Consented, new RemoteSessionStarted(1, 1, Ada.Id, "x", At(20))) },
        { "one rating counts", Working(new TicketClosed(Ada.Id, At(40)), Rated, Rated) },
        { "nothing moves after the end", Working(new TicketClosed(Ada.Id, At(40)), Verified) },
        { "nothing moves after the end", Working(new CaseEnded(CaseEnd.Withdrawn, Grace.Id, Grace.Id, null, null, null, At(40)), Started) },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_law_notices_its_breach(string law, object[] history) => Should.Throw<ShouldAssertException>(() => TicketLaws.All[law](history));

    [Fact]
    public void Every_law_is_known_to_notice_a_breach() => Breaches.Select(breach => breach.Data.Item1).Distinct().ShouldBe(TicketLaws.All.Keys, ignoreOrder: true);

    private static DeciderSpec<Ticket> Given(IEnumerable<object> history) => DeciderSpec<Ticket>.Given([.. history.Select(Desk.Reread)]);
}
