using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests.Proofs;

public class PackCheckTests
{
    private static readonly HashSet<string> nobody = [];

    private readonly SignedLedger ledger = new();

    private static Finding? Check(JsonObject pack, IReadOnlySet<string>? keys = null) => PackCheck.Read(pack.ToJsonString(), [], keys ?? nobody).Finding;

    [Fact]
    public void A_pack_agrees_by_itself()
    {
        var (pack, finding) = PackCheck.Read(ledger.Pack().ToJsonString(), ledger.Heads, new HashSet<string> { ledger.KeyId });

        finding.ShouldBeNull();
        (pack.Ticket, pack.Entries).ShouldBe((SignedLedger.Ticket, 12));
    }

    [Fact]
    public void A_changed_entry_is_named()
    {
        var pack = ledger.Pack();
        pack["entries"]![3]!["entry"]!["data"]!["data"]!["words"] = "没事";

        Check(pack).ShouldNotBeNull().Event.ShouldBe("analytics/5");
    }

    [Fact]
    public void A_forged_proof_is_named()
    {
        var pack = ledger.Pack();
        pack["entries"]![3]!["proof"]![1] = Convert.ToBase64String(MerkleHash.Empty);

        Check(pack).ShouldNotBeNull().Leaf.ShouldBe(4);
    }

    [Fact]
    public void The_proof_of_another_entry_proves_nothing()
    {
        var pack = ledger.Pack();
        pack["entries"]![3]!["proof"] = pack["entries"]![4]!["proof"]!.DeepClone();

        Check(pack).ShouldNotBeNull().Leaf.ShouldBe(4);
    }

    [Fact]
    public void An_entry_that_is_left_out_is_noticed()
    {
        var pack = ledger.Pack();
        pack["entries"]!.AsArray().RemoveAt(3);

        Check(pack).ShouldNotBeNull().Reason.ShouldContain("version 4");
    }

    [Fact]
    public void A_pack_that_says_that_it_is_a_selection_proves_what_it_shows_and_no_more()
    {
        var pack = ledger.Pack();
        var entries = pack["entries"]!.AsArray();
        while (entries.Count > 2) entries.RemoveAt(1);
        pack["selection"] = true;

        var (check, finding) = PackCheck.Read(pack.ToJsonString(), ledger.Heads, nobody);
        finding.ShouldBeNull();
        (check.Entries, check.IsSelection).ShouldBe((2, true));
        pack["entries"]![1]!["entry"]!["data"]!["data"]!["words"] = "没事";
        Check(pack).ShouldNotBeNull().Event.ShouldBe("analytics/14");
    }

    [Fact]
    public void Who_read_the_ticket_stands_in_its_pack_and_a_reader_who_is_changed_or_left_out_is_noticed()
    {
        foreach (var reader in (string[])["ada", "bob", "cy"]) ledger.Read(SignedLedger.Ticket, reader);
        ledger.Sign(ledger.Key);
        Check(ledger.Pack()).ShouldBeNull();
        var (forged, shortened) = (ledger.Pack(), ledger.Pack());
        var reads = forged["entries"]!.AsArray().Where(one => one!["entry"]!["type"]!.ToString() == "desk.ticket-read.v1").ToList();
        reads.Count.ShouldBe(3);

        reads[1]!["entry"]!["data"]!["reader"] = "nobody";
        Check(forged).ShouldNotBeNull().Event.ShouldBe(reads[1]!["entry"]!["id"]!.ToString());
        shortened["entries"]!.AsArray().RemoveAt(13);
        Check(shortened).ShouldNotBeNull().Reason.ShouldContain($"version 2 of reads-{SignedLedger.Ticket}");
    }

    [Fact]
    public void Who_read_another_ticket_is_no_business_of_this_one()
    {
        ledger.Read("0197f0a0-0000-7000-8000-000000000002", "ada");
        ledger.Sign(ledger.Key);

        Check(ledger.Pack()).ShouldNotBeNull().Reason.ShouldContain("something else");
    }

    [Fact]
    public void An_entry_of_another_ticket_is_noticed()
    {
        var pack = ledger.Pack();
        pack["ticket"] = "0197f0a0-0000-7000-8000-000000000002";

        Check(pack).ShouldNotBeNull().Reason.ShouldContain("something else");
    }

    [Fact]
    public void A_head_of_another_key_is_not_believed()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pack = ledger.Pack();
        var forged = TreeHead.Sign(ledger.Heads[^1].Size, MerkleHash.Empty, 0, other);
        pack["head"]!["root"] = forged.Root;

        Check(pack).ShouldNotBeNull().Reason.ShouldContain("not signed");
        Check(ledger.Pack(), new HashSet<string> { "0000" }).ShouldNotBeNull().Reason.ShouldContain("not believed");
    }

    [Fact]
    public void A_head_that_differs_from_one_that_was_kept_is_noticed() =>
        PackCheck.Read(ledger.Pack().ToJsonString(), new SignedLedger().Heads, nobody).Finding.ShouldNotBeNull().Reason.ShouldContain("kept");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"pack":"servicedesk-pack/1"}""")]
    [InlineData("""{"pack":1}""")]
    [InlineData("""{"pack":"servicedesk-pack/1","ticket":null}""")]
    [InlineData("""{"pack":"servicedesk-pack/1","ticket":"x","keys":[null]}""")]
    [InlineData("""{"pack":"servicedesk-pack/1","ticket":"x","keys":[],"head":{"size":-1}}""")]
    public void What_is_no_pack_is_refused(string json) => Should.Throw<FormatException>(() => PackCheck.Read(json, [], nobody));
}
