using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>The state of the ledger was signed. Stream <c>tree-heads</c>; its members are those of a <see cref="TreeHead"/>, which checkers read.</summary>
[StoredName("analytics.tree-head-signed.v1")]
internal sealed record TreeHeadSigned(long Size, string Root, long Timestamp, string Key, string Signature)
{
    public static TreeHeadSigned Of(TreeHead head) => new(head.Size, head.Root, head.Timestamp, head.Key, head.Signature);

    public TreeHead ToHead() => new(Size, Root, Timestamp, Key, Signature);
}

/// <summary>From now on heads are signed with this key; the key before says so. Stream <c>signing-keys</c>; its members are those of a <see cref="LedgerKey"/>.</summary>
[StoredName("analytics.signing-key-introduced.v1")]
internal sealed record SigningKeyIntroduced(string Id, string PublicKey, string? Previous, string? Signature)
{
    public static SigningKeyIntroduced Of(LedgerKey key) => new(key.Id, key.PublicKey, key.Previous, key.Signature);

    public LedgerKey ToKey() => new(Id, PublicKey, Previous, Signature);
}

/// <summary>Every key that heads were signed with, in their order.</summary>
internal sealed record SigningKeys(IReadOnlyList<string> Ids) : IState<SigningKeys>
{
    public const string Stream = "signing-keys";

    public static SigningKeys Initial { get; } = new([]);

    public SigningKeys Evolve(object @event) => @event is SigningKeyIntroduced key ? new([.. Ids, key.Id]) : this;

    /// <summary>Introduces a key unless it is the one in use. A key that was replaced does not come back: whoever stole it could not be told from its owner.</summary>
    /// <param name="key">The key as the one before introduces it, or by itself where that one is not at hand.</param>
    public Decision Introduce(LedgerKey key) => Ids switch
    {
        [.., var last] when last == key.Id => Decision.Nothing,
        _ when Ids.Contains(key.Id) => Decision.Reject("key-replaced", $"The key {key.Id} was replaced before; make a new one."),
        [.., var last] when key.Previous is not null && key.Previous != last => Decision.Reject("not-the-previous-key", $"The key before is {last}, not {key.Previous}."),
        [] when key.Previous is not null => Decision.Reject("not-the-previous-key", "There was no key before."),
        _ => Decision.Accept(SigningKeyIntroduced.Of(key)),
    };
}
