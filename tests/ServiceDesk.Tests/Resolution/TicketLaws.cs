using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Solution;

namespace ServiceDesk.Tests;

/// <summary>
/// What must hold of every history of a ticket, told by its events alone: no law asks the fold that it is meant to check. A new law is one
/// more line in <see cref="All"/>.
/// </summary>
internal static class TicketLaws
{
    public static IReadOnlyDictionary<string, Action<IReadOnlyList<object>>> All { get; } = new Dictionary<string, Action<IReadOnlyList<object>>>
    {
        ["nothing is carried out before everybody agreed"] = NothingIsCarriedOutBeforeEverybodyAgreed,
        ["risky plans need consent and a way back"] = RiskyPlansNeedConsentAndAWayBack,
        ["who approves does not carry out"] = WhoApprovesDoesNotCarryOut,
        ["deviations are explained"] = DeviationsAreExplained,
        ["nothing is verified before it is carried out"] = NothingIsVerifiedBeforeItIsCarriedOut,
        ["nothing is resolved unverified"] = NothingIsResolvedUnverified,
        ["nothing is closed unconfirmed"] = NothingIsClosedUnconfirmed,
        ["nothing moves after the end"] = NothingMovesAfterTheEnd,
    };

    private static void NothingIsCarriedOutBeforeEverybodyAgreed(IReadOnlyList<object> history)
    {
        foreach (var (index, started) in Each<ImplementationStarted>(history))
        {
            var chosen = Last<SolutionChosen>(history, index).ShouldNotBeNull();
            var since = Since(history, chosen, index);
            since.ShouldNotContain(one => one is PlanDeclined || one is SolutionRefused || one is SolutionRolledBack || one is ImplementationStarted);
            since.OfType<SolutionProposed>().ShouldNotContain(one => one.Option == started.Option);
            if (chosen.AcceptanceNeeded) since.OfType<PlanAccepted>().ShouldNotBeEmpty();
            var given = since.OfType<SolutionApproved>().ToList();
            given.Select(one => one.By).ShouldBeUnique();
            given.Select(one => one.Step).ShouldBeInOrder();
            foreach (var (number, step) in chosen.Approvals.Index())
            {
                var approvers = given.Where(one => one.Step == number + 1).Select(one => one.By).ToList();
                approvers.Count.ShouldBe(step.Quorum);
                approvers.ShouldAllBe(one => step.Approvers.Contains(one) || TicketMoves.People.Single(person => person.Id == one).Roles.Any(step.Roles.Contains));
            }
        }
    }

    private static void RiskyPlansNeedConsentAndAWayBack(IReadOnlyList<object> history)
    {
        foreach (var (index, chosen) in Each<SolutionChosen>(history))
        {
            var option = history.Take(index).OfType<SolutionProposed>().Last(one => one.Option == chosen.Option);
            option.Revision.ShouldBe(chosen.Revision);
            if (option.Risk != SolutionRisk.High && option.CriticalSystems.Count == 0) continue;
            option.RollbackPlan.ShouldNotBeNull();
            chosen.AcceptanceNeeded.ShouldBeTrue();
            chosen.Approvals.ShouldNotBeEmpty();
        }
    }

    private static void WhoApprovesDoesNotCarryOut(IReadOnlyList<object> history)
    {
        foreach (var (index, chosen) in Each<SolutionChosen>(history))
        {
            var plan = history.Skip(index + 1).TakeWhile(one => one is not SolutionChosen).ToList();
            var approvers = plan.OfType<SolutionApproved>().Select(one => one.By).ToHashSet();
            var authors = history.Take(index).OfType<SolutionProposed>().Where(one => one.Option == chosen.Option).Select(one => one.By);
            authors.Concat(plan.OfType<ImplementationStarted>().Select(one => one.By)).Concat(plan.OfType<ImplementationStepDone>().Select(one => one.By))
                .ShouldNotContain(one => approvers.Contains(one));
        }
    }

    private static void DeviationsAreExplained(IReadOnlyList<object> history)
    {
        foreach (var (index, done) in Each<ImplementationStepDone>(history))
        {
            var chosen = Last<SolutionChosen>(history, index).ShouldNotBeNull();
            var before = Since(history, chosen, index).OfType<ImplementationStepDone>().Select(one => one.Step).OfType<int>().ToList();
            Since(history, chosen, index).OfType<ImplementationStarted>().ShouldNotBeEmpty();
            if (done.Step is { } step) before.ShouldNotContain(step);
            var isEarly = done.Step is { } number && Enumerable.Range(1, number - 1).Except(before).Any();
            if (isEarly || done.Outcome != StepOutcome.Done) done.Note.ShouldNotBeNull();
        }
        foreach (var (index, _) in Each<ImplementationFinished>(history))
        {
            var chosen = Last<SolutionChosen>(history, index).ShouldNotBeNull();
            var planned = history.Take(index).OfType<SolutionProposed>().Last(one => one.Option == chosen.Option).Steps.Count;
            Since(history, chosen, index).OfType<ImplementationStepDone>().Count(one => one.Step is not null).ShouldBe(planned);
        }
    }

    private static void NothingIsVerifiedBeforeItIsCarriedOut(IReadOnlyList<object> history)
    {
        foreach (var (index, _) in Each<SolutionVerified>(history))
        {
            if (Last<SolutionChosen>(history, index) is not { } chosen) continue;
            var since = Since(history, chosen, index);
            since.OfType<ImplementationFinished>().ShouldNotBeEmpty();
            since.OfType<SolutionRolledBack>().ShouldBeEmpty();
        }
    }

    private static void NothingIsResolvedUnverified(IReadOnlyList<object> history)
    {
        foreach (var (index, _) in Each<TicketResolved>(history))
            history.Take(index).Last(one => one is SolutionVerified or SolutionChosen or SolutionRolledBack or SolutionRejected or CaseReopened)
                .ShouldBeOfType<SolutionVerified>().Passed.ShouldBeTrue();
    }

    private static void NothingIsClosedUnconfirmed(IReadOnlyList<object> history)
    {
        foreach (var (index, _) in Each<TicketClosed>(history))
            history.Take(index).Last(one => one is TicketResolved or SolutionConfirmed or SolutionRejected or CaseReopened).ShouldBeOfType<SolutionConfirmed>();
    }

    private static void NothingMovesAfterTheEnd(IReadOnlyList<object> history)
    {
        foreach (var (index, _) in Each<TicketClosed>(history)) history.Skip(index + 1).ShouldAllBe(one => one is CaseAssigned || one is RequesterWrote);
        foreach (var (index, _) in Each<CaseEnded>(history))
            history.Skip(index + 1).TakeWhile(one => one is not CaseResumed).ShouldAllBe(one => one is CaseAssigned || one is RequesterWrote);
    }

    private static IEnumerable<(int Index, T Body)> Each<T>(IReadOnlyList<object> history) => history.Index().Where(one => one.Item is T).Select(one => (one.Index, (T)one.Item));

    private static T? Last<T>(IReadOnlyList<object> history, int before) => history.Take(before).OfType<T>().LastOrDefault();

    /// <summary>What happened between an event and a place in the history.</summary>
    private static List<object> Since(IReadOnlyList<object> history, object begin, int before) =>
        [.. history.Take(before).Reverse().TakeWhile(one => !ReferenceEquals(one, begin)).Reverse()];
}
