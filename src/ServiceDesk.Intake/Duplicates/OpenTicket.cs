using NodaTime;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>What is remembered of an open ticket: hashes instead of texts. Null where the submission said nothing.</summary>
internal sealed class OpenTicket(Guid id, ReportedFault fault, int[] tokens) : IComparable<OpenTicket>
{
    public Guid Id => id;
    public Instant Occurred { get; } = fault.Occurred;

    /// <summary>The places of its tokens in the index of its organisation, its external id among them.</summary>
    public int[] Tokens => tokens;

    public int Weight { get; } = fault.Text.Sum(token => token.Weight);
    public bool Identifies { get; } = Has(fault, TokenKind.Identifier);
    public bool NamesThings { get; } = Has(fault, TokenKind.Thing);
    public ulong Requester { get; } = TokenHash.Of(fault.Requester);
    public ulong? System { get; } = Key(fault.AffectedSystem);
    public ulong? Category { get; } = Key(fault.Category);
    public ulong? ExternalId { get; } = Key(fault.ExternalId);

    /// <summary>The same suspicion as the rule gives for the two reports, from these hashes.</summary>
    public Suspicion Compare(OpenTicket other, IReadOnlyList<TextToken> shared) => DuplicateRule.Judge(new Evidence(
        shared, Weight, other.Weight, Identifies && other.Identifies, NamesThings && other.NamesThings,
        ExternalId is not null && ExternalId == other.ExternalId, Requester == other.Requester,
        System is not null && other.System is not null ? System == other.System : null,
        Category is not null && Category == other.Category,
        Occurred > other.Occurred ? Occurred - other.Occurred : other.Occurred - Occurred));

    /// <summary>By time, then by id, so that no two are equal.</summary>
    public int CompareTo(OpenTicket? other) =>
        other is null ? 1 : Occurred.CompareTo(other.Occurred) is not 0 and var byTime ? byTime : Id.CompareTo(other.Id);

    private static bool Has(ReportedFault fault, TokenKind kind) => fault.Text.Any(token => token.Kind == kind);

    private static ulong? Key(string? submitted) => DuplicateRule.Key(submitted) is { } key ? TokenHash.Of(key) : null;
}
