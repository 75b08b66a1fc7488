using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics.Reports;

/// <summary>What a report's manifest is sealed with: the key of the ledger's heads, and a head that covers the position which the report is a function of.</summary>
internal sealed class LedgerSeal(TreeHeads heads, TreeReader tree)
{
    /// <summary>Null when no key is configured.</summary>
    public SigningKey? Key => heads.Key;

    /// <summary>A signed head of the ledger with everything up to a position, signed if there is none.</summary>
    /// <exception cref="Hosting.RefusedException">The ledger is not the one that was signed last.</exception>
    public async Task<TreeHead> HeadAt(long position, CancellationToken cancel)
    {
        await tree.Until(position, cancel);
        return (await heads.Cover(await tree.SizeAt(position, cancel), cancel)).Head;
    }
}
