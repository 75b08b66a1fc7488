using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>A ticket of an audit's sample.</summary>
internal sealed record SampledTicket(Guid Ticket, string Organization)
{
    /// <summary>What was done with it, a letter each, as the ledger knew it when the audit began; null before audits looked at it.</summary>
    public string? Trace { get; init; }

    /// <summary>The rules of the expected flow that it left; null before audits looked at it.</summary>
    public IReadOnlyList<string>? Deviations { get; init; }
}

/// <summary>
/// An audit was begun over a sample of the tickets that were closed in a period: of them all, as the ledger knew them at a position, those whose
/// SHA-256 of seed and id is the least. So whoever has the ledger and the seed draws the same sample.
/// </summary>
[StoredName("analytics.audit-begun.v1")]
internal sealed record AuditBegun(
    Instant From, Instant To, string Seed, int Size, int Population, long LedgerPosition, IReadOnlyList<SampledTicket> Sample, IReadOnlyList<string> Checklist, string? Organization,
    string By, Instant At)
{
    /// <summary>Who fills in what the expected flow says.</summary>
    public const string Flow = "service:analytics";

    /// <summary>The version of the expected flow that the sample was held against; null before audits did so.</summary>
    public int? Model { get; init; }

    /// <summary>The rules of it that are items of the checklist, its last ones, in this order; null = none.</summary>
    public IReadOnlyList<string>? FlowRules { get; init; }

    /// <summary>The judgements that the expected flow fills in: they stand until a person judges otherwise.</summary>
    public IEnumerable<AuditItemJudged> Prefilled()
    {
        foreach (var (i, rule) in (FlowRules ?? []).Index())
        {
            foreach (var one in Sample)
            {
                var left = one.Deviations!.Contains(rule);
                yield return new AuditItemJudged(one.Ticket, Checklist.Count - FlowRules!.Count + i + 1, !left, left ? $"Left the expected flow, version {Model}, at {rule}: {one.Trace}" : null, Flow, At);
            }
        }
    }
}

/// <summary>A ticket of the sample was held against an item of the checklist; a later judgement replaces the earlier.</summary>
[StoredName("analytics.audit-item-judged.v1")]
internal sealed record AuditItemJudged(Guid Ticket, int Item, bool Fulfilled, string? Finding, string By, Instant At);

/// <summary>The audit is finished.</summary>
[StoredName("analytics.audit-concluded.v1")]
internal sealed record AuditConcluded(string Conclusion, string By, Instant At);

/// <summary>A periodic audit of how tickets were worked on.</summary>
internal sealed record Audit : IRegistered<Audit>, IHasActions
{
    public static Audit Initial { get; } = new();

    public static string StreamOf(Guid id) => $"audit-{id}";

    public AuditBegun? Begun { get; init; }

    public ImmutableSortedDictionary<(Guid Ticket, int Item), AuditItemJudged> Judged { get; init; } = ImmutableSortedDictionary<(Guid, int), AuditItemJudged>.Empty;

    public AuditConcluded? Concluded { get; init; }

    public RegisterActions Actions { get; init; } = RegisterActions.None;

    public bool IsThere => Begun is not null;

    /// <summary>Actions are planned and done after an audit, too.</summary>
    public bool IsFinished => false;

    public string? Organization => Begun?.Organization;

    public int Outstanding => (Begun!.Sample.Count * Begun.Checklist.Count) - Judged.Count;

    public Audit Evolve(object @event) => @event switch
    {
        AuditBegun e => this with { Begun = e, Judged = Judged.SetItems(e.Prefilled().Select(one => KeyValuePair.Create((one.Ticket, one.Item), one))) },
        AuditItemJudged e => this with { Judged = Judged.SetItem((e.Ticket, e.Item), e) },
        AuditConcluded e => this with { Concluded = e },
        _ => this with { Actions = Actions.Evolve(@event) },
    };
}
