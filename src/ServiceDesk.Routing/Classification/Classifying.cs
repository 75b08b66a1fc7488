using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Routing.Grading;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>What rules and closed tickets say of a ticket that is about to be routed.</summary>
internal static class Classifying
{
    /// <summary>Null when there is neither a rule nor enough to learn from. Deterministic: the same rules, ticket and closings find the same.</summary>
    public static ClassificationBasis? Find(TicketSubmitted ticket, RoutingFacts facts, ClassificationRulesDefined rules, LearnedCategory? learned)
    {
        var rule = rules.Rules.Count == 0 ? null : CategoryRules.First(rules.Rules, Submitted(ticket, facts));
        var suggestion = learned is { } known && known.Learned >= rules.Suggestion.LeastClosed
            ? Suggestion(known)
            : null;
        return rule is null && suggestion is null
            ? null
            : new ClassificationBasis(rules.Version, rule?.Id, rule?.Category, rule?.Overrides ?? false, suggestion, rules.Suggestion.DecidesFrom) { RuleRequestType = rule?.RequestType };
    }

    /// <summary>What was learned, as it is recorded.</summary>
    public static CategorySuggestion Suggestion(LearnedCategory learned) =>
        new(learned.Best.Category, learned.Best.Share, learned.Learned, [.. learned.Others.Select(one => new SuggestedCategory(one.Category, one.Share))]);

    /// <summary>The submitted values that rules ask for, by field; what was corrected before counts.</summary>
    public static IReadOnlyDictionary<string, string> Submitted(TicketSubmitted ticket, RoutingFacts facts)
    {
        var values = new Dictionary<string, string>
        {
            ["subject"] = ticket.Subject,
            ["description"] = ticket.Description,
            ["kind"] = Hosting.Words.Of(ticket.Kind),
            ["channel"] = ticket.Channel,
            ["organization"] = ticket.Organization,
        };
        Put("requestType", ticket.RequestType);
        Put("affectedSystem", facts.AffectedSystem);
        Put("impact", facts.Impact is { } impact ? Hosting.Words.Of(impact) : null);
        Put("urgency", facts.Urgency is { } urgency ? Hosting.Words.Of(urgency) : null);
        Put("category", facts.Category);
        Put("language", ticket.Language);
        foreach (var (name, value) in ticket.Fields ?? new Dictionary<string, string>()) values[CategoryRules.ExtraField + name] = value;
        return values;

        void Put(string name, string? value)
        {
            if (value is not null) values[name] = value;
        }
    }
}

/// <summary>The tables of this instant by which a ticket is classified and graded.</summary>
internal sealed class Judging(GradingBook grading, ClassificationBook rules, LearnedCategories learned)
{
    public GradingRules GradingAt(Instant at) => grading.At(at);

    /// <summary>The table that a decision names, to make that decision again.</summary>
    public GradingRules GradingOf(TicketRouted decision) => grading.Versions.Single(one => one.Name == decision.MatrixVersion);

    /// <summary>The facts of a submission with all that its category and priority are found by.</summary>
    public RoutingFacts Facts(TicketSubmitted ticket, FactsCorrected? corrected, Instant at)
    {
        var facts = RoutingFacts.Of(ticket).With(corrected) with { Grading = grading.At(at) };
        var inEffect = rules.At(at);
        var suggested = learned.Learned >= inEffect.Suggestion.LeastClosed ? learned.Suggest(TicketWordsReadModel.WordsOf(ticket)) : null;
        var basis = Classifying.Find(ticket, facts, inEffect, suggested);
        return facts with { Classification = basis, SuggestedBy = basis?.Suggestion is null ? null : suggested!.Words };
    }
}
