using System.Security.Cryptography;
using ServiceDesk.Analytics;
using ServiceDesk.EventStore;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests;

public class SigningKeysTests
{
    private static readonly ECDsa oldKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa newKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly LedgerKey first = LedgerKey.Introduce(oldKey, null);
    private static readonly LedgerKey second = LedgerKey.Introduce(newKey, oldKey);

    private static SigningKeys After(params LedgerKey[] keys) => keys.Aggregate(SigningKeys.Initial, (state, key) => state.Evolve(SigningKeyIntroduced.Of(key)));

    private static string? Refused(Decision decision) => (decision as Decision.Rejected)?.Code;

    [Fact]
    public void The_first_key_introduces_itself() =>
        SigningKeys.Initial.Introduce(first).ShouldBeOfType<Decision.Accepted>().Events.ShouldBe([new SigningKeyIntroduced(first.Id, first.PublicKey, null, null)]);

    [Fact]
    public void The_key_in_use_is_introduced_once() => After(first).Introduce(first).ShouldBe(Decision.Nothing);

    [Fact]
    public void The_next_key_is_introduced_by_the_one_before() => After(first).Introduce(second).ShouldBeOfType<Decision.Accepted>().Events.Count.ShouldBe(1);

    [Fact]
    public void A_key_that_was_replaced_does_not_come_back() => Refused(After(first, second).Introduce(first)).ShouldBe("key-replaced");

    [Fact]
    public void No_other_key_introduces_the_next()
    {
        Refused(SigningKeys.Initial.Introduce(second)).ShouldBe("not-the-previous-key");
        Refused(After(LedgerKey.Introduce(ECDsa.Create(ECCurve.NamedCurves.nistP256), null)).Introduce(second)).ShouldBe("not-the-previous-key");
    }

    [Fact]
    public void Where_the_key_before_is_lost_the_next_stands_by_itself() =>
        After(first).Introduce(LedgerKey.Introduce(newKey, null)).ShouldBeOfType<Decision.Accepted>();
}
