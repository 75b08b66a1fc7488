using System.Globalization;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>What a ticket's events tell that is worth an article; what the requester wrote is the requester's own.</summary>
internal sealed record TicketKnowledge(IReadOnlyList<object> Events, CaseOpened Opened)
{
    public string Subject => Events.OfType<CaseCorrected>().Select(one => one.Values.GetValueOrDefault("subject")).LastOrDefault(text => text is not null) ?? Opened.Subject;

    public string? Category => Events.OfType<CaseAssigned>().LastOrDefault()?.Category;

    /// <summary>What was looked at and found, in the order in which it was.</summary>
    public string? Diagnosis => Joined(Events.Select(body => body switch
    {
        DiagnosisStepRecorded step => Joined([$"{step.Check} → {step.Result}", step.RulesOut is null ? null : $"≠ {step.RulesOut}"]),
        DiagnosisRecorded recorded => recorded.Findings,
        DiagnosisCompleted completed => completed.Findings,
        _ => null,
    }));

    /// <summary>What was told as the solution, and what was carried out.</summary>
    public string? Steps => Joined([Solved?.Solution, .. CarriedOut]);

    public string? Cause => Solved?.Cause;

    public string? Precautions => Joined([Solved?.Measure, Solved?.Precautions]);

    /// <summary>Chinese when the subject has a Chinese character.</summary>
    public string Language => Subject.Any(character => character is >= '\u3400' and <= '\u9FFF') ? "zh" : "en";

    private TicketResolved? Solved => Events.OfType<TicketResolved>().LastOrDefault();

    /// <summary>The steps that were done of the plan that was carried out last, numbered anew.</summary>
    private IEnumerable<string> CarriedOut
    {
        get
        {
            if (Events.OfType<ImplementationStarted>().LastOrDefault() is not { } started) return [];
            var plan = Events.OfType<SolutionProposed>().Last(one => one.Option == started.Option).Steps;
            return Events.SkipWhile(body => body != (object)started).OfType<ImplementationStepDone>()
                .Where(one => one.Outcome != StepOutcome.Skipped)
                .Select(one => Joined([one.Step is { } step && step <= plan.Count ? plan[step - 1] : null, one.Note]))
                .OfType<string>()
                .Select((text, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {text}"));
        }
    }

    private static string? Joined(IEnumerable<string?> texts) => string.Join('\n', texts.Where(text => text is not null)) is { Length: > 0 } all ? all : null;
}
