using System.Security.Cryptography;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests.Proofs;

public class LedgerKeyTests
{
    private readonly ECDsa first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa second = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void A_head_is_signed_by_its_key_and_for_what_it_says_only()
    {
        var key = LedgerKey.Introduce(first, null);
        var head = TreeHead.Sign(5, MerkleHash.Empty, 1_000, first);

        head.IsSignedBy(key).ShouldBeTrue();
        (head with { Size = 6 }).IsSignedBy(key).ShouldBeFalse();
        (head with { Timestamp = 1_001 }).IsSignedBy(key).ShouldBeFalse();
        (head with { Root = Convert.ToBase64String(MerkleHash.Leaf([])) }).IsSignedBy(key).ShouldBeFalse();
        (head with { Signature = "" }).IsSignedBy(key).ShouldBeFalse();
        (head with { Root = "no hash" }).IsSignedBy(key).ShouldBeFalse();
        head.IsSignedBy(LedgerKey.Introduce(second, null)).ShouldBeFalse();
    }

    [Fact]
    public void A_key_is_introduced_by_the_one_before()
    {
        var (old, next) = (LedgerKey.Introduce(first, null), LedgerKey.Introduce(second, first));

        next.IsIntroducedBy(old).ShouldBeTrue();
        (next with { Id = old.Id }).IsIntroducedBy(old).ShouldBeFalse();
        old.IsIntroducedBy(next).ShouldBeFalse();
        (next.IsGenuine, (next with { PublicKey = old.PublicKey }).IsGenuine).ShouldBe((true, false));
    }
}
