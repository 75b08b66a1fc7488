namespace ServiceDesk.Proofs;

/// <summary>The keys of a ledger, and which of them are believed: those that the checker was told, and those that a believed key introduced.</summary>
/// <param name="told">Ids that the checker knows from elsewhere; without any the first key is believed as it comes.</param>
internal sealed class KeyRing(IReadOnlySet<string> told)
{
    private readonly Dictionary<string, LedgerKey> keys = [];
    private readonly HashSet<string> believed = [];

    public IReadOnlyCollection<string> Believed => believed;

    /// <summary>Adds a key; says what is wrong with it.</summary>
    public string? Add(LedgerKey key)
    {
        if (!key.IsGenuine) return $"The key {key.Id} is not the public key beside it.";
        if (!keys.TryAdd(key.Id, key)) return $"The key {key.Id} is introduced twice.";
        if (key.Previous is not null && (!keys.TryGetValue(key.Previous, out var previous) || !key.IsIntroducedBy(previous)))
            return $"The key {key.Id} was not introduced by {key.Previous}.";
        if (told.Contains(key.Id) || key.Previous is not null && believed.Contains(key.Previous) || told.Count == 0 && keys.Count == 1) believed.Add(key.Id);
        return null;
    }

    public LedgerKey? Find(string id) => keys.GetValueOrDefault(id);

    public bool Believes(string id) => believed.Contains(id);
}
