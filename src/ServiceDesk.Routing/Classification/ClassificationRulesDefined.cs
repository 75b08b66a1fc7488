using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting.Definitions;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>From when on what closed tickets suggest is shown and decides: after so many closings, and from that share in permille.</summary>
internal sealed record SuggestionRule(int LeastClosed, int DecidesFrom);

/// <summary>How tickets are classified was defined anew, complete. Stream <c>classification-rules</c>.</summary>
[StoredName("routing.classification-rules-defined.v1")]
internal sealed record ClassificationRulesDefined(
    int Version, Instant EffectiveFrom, IReadOnlyList<CategoryRule> Rules, SuggestionRule Suggestion, string By, Instant At) : IDefinition;

/// <summary>All versions, beginning with the one that is shipped.</summary>
internal sealed record ClassificationRulesHistory(IReadOnlyList<ClassificationRulesDefined> Versions)
    : IDefinitionHistory<ClassificationRulesHistory, ClassificationRulesDefined>
{
    public static string Stream => "classification-rules";

    /// <summary>Once released it is never changed: it stands in no log.</summary>
    public static readonly ClassificationRulesDefined Shipped = new(
        1, Instant.FromUnixTimeTicks(0), [], new SuggestionRule(LeastClosed: 200, DecidesFrom: 900), "service:routing", Instant.FromUnixTimeTicks(0));

    public static ClassificationRulesHistory Initial { get; } = new([Shipped]);

    public ClassificationRulesHistory Evolve(object @event) =>
        @event is ClassificationRulesDefined defined ? new ClassificationRulesHistory([.. Versions, defined]) : this;
}

/// <summary>The versions; a ticket is classified by the one in effect when it is routed.</summary>
internal sealed class ClassificationBook(Journal journal, IClock clock, ILogger<ClassificationBook> logger)
    : DefinitionBook<ClassificationRulesHistory, ClassificationRulesDefined, ClassificationRulesDefined>(journal, clock, logger, rules => rules);
