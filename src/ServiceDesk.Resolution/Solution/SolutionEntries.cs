using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>What the story of a ticket tells of its solution.</summary>
internal static class SolutionEntries
{
    private static readonly string[] internals = ["proposal", "approval", "refusal", "implementation-step"];

    /// <summary>Whether the agents keep it among themselves.</summary>
    public static bool IsInternal(string kind) => internals.Contains(kind);

    public static EntryView? Of(object? body, Func<string, string> nameOf)
    {
        return body switch
        {
            SolutionProposed one => By(one.By, "proposal", $"{one.Option}. {one.Title}", one.At),
            SolutionChosen one => By(one.By, "choice", $"{one.Option}", one.At),
            PlanAccepted one => By(one.By, "plan-acceptance", one.Comment, one.At),
            PlanDeclined one => By(one.By, "plan-decline", one.Reason, one.At),
            SolutionApproved one => By(one.By, "approval", one.Comment, one.At),
            SolutionRefused one => By(one.By, "refusal", one.Reason, one.At),
            ImplementationStarted one => By(one.By, "implementation", null, one.At),
            ImplementationStepDone one => By(one.By, "implementation-step", Told(one), one.At),
            SolutionRolledBack one => By(one.By, "rollback", one.Reason, one.At),
            SolutionVerified one => By(one.By, "verification", one.SideEffects is null ? one.Checks : $"{one.Checks}\n\n{one.SideEffects}", one.At) with { Outcome = one.Passed ? "passed" : "not-passed" },
            _ => null,
        };

        EntryView By(string by, string kind, string? text, Instant at) => new(kind, by, nameOf(by), text, at);
    }

    private static string Told(ImplementationStepDone one) => $"{one.Step?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "+"} {Words.Of(one.Outcome)} {one.Note}".TrimEnd();
}
