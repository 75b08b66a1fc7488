using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ServiceDesk.Proofs;

namespace ServiceDesk.Tests.Proofs;

/// <summary>Every kind of tampering names the first bad entry: leaf 0 introduces the key, 1 to 6 are entries, 7 is a head, 8 to 13 are entries, 14 is a head.</summary>
public class LedgerCheckTests
{
    private static readonly HashSet<string> nobody = [];

    private readonly SignedLedger ledger = new();

    private static Finding? Check(IEnumerable<string> lines, IEnumerable<TreeHead>? heads = null, Func<long, byte[]?>? hashes = null, IReadOnlySet<string>? keys = null)
    {
        var check = new LedgerCheck(heads ?? [], hashes ?? (_ => null), keys ?? nobody);
        foreach (var line in lines)
        {
            if (check.Read(line) is { } finding) return finding;
        }
        return check.End();
    }

    [Fact]
    public void What_nobody_touched_agrees()
    {
        var check = new LedgerCheck(ledger.Heads, leaf => ledger.Hash((int)leaf), new HashSet<string> { ledger.KeyId });
        foreach (var line in ledger.Export()) check.Read(line).ShouldBeNull(line);

        check.End().ShouldBeNull();
        (check.Size, check.Covered, check.Heads).ShouldBe((15, 14, 2));
        check.Keys.ShouldBe([ledger.KeyId]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_part_of_it_agrees(int after) => Check(ledger.Export(after), ledger.Heads).ShouldBeNull();

    [Fact]
    public void A_part_of_another_ledger_does_not_agree()
    {
        var lines = ledger.Export(5).ToList();
        lines[0] = new SignedLedger().Export(5)[0];

        Check(lines).ShouldNotBeNull().Through.ShouldBe(6);
    }

    [Fact]
    public void A_changed_entry_is_named()
    {
        ledger.Entry(4)["data"]!["data"]!["words"] = "打印机 5";

        Check(ledger.Export()).ShouldBe(Finding.At(4, "analytics/5", "it is not what was hashed when it was recorded."));
    }

    [Theory]
    [InlineData("occurred", "1970-01-01T00:00:00.000000Z")]
    [InlineData("stream", "intake/99")]
    [InlineData("type", "analytics.nothing.v1")]
    [InlineData("id", "analytics/44")]
    public void Every_member_of_an_entry_is_hashed(string member, string value)
    {
        ledger.Entry(4)[member] = value;

        Check(ledger.Export()).ShouldNotBeNull().Leaf.ShouldBe(4);
    }

    [Fact]
    public void A_changed_entry_whose_hash_was_computed_anew_is_narrowed_down_by_the_heads_and_named_by_what_was_kept()
    {
        var before = Enumerable.Range(0, ledger.Size).Select(leaf => ledger.Hash(leaf)).ToList();
        ledger.Entry(9)["data"]!["data"]!["words"] = "打印机 5";
        ledger.Rehash();

        var narrowed = Check(ledger.Export()).ShouldNotBeNull();
        (narrowed.Leaf, narrowed.Through).ShouldBe((7, 13));
        Check(ledger.Export(), hashes: leaf => before[(int)leaf]).ShouldNotBeNull().Leaf.ShouldBe(9);
    }

    [Fact]
    public void A_removed_entry_is_named()
    {
        var lines = ledger.Export().ToList();
        lines.RemoveAll(line => line.Contains("\"leaf\":4,", StringComparison.Ordinal));

        Check(lines).ShouldNotBeNull().Leaf.ShouldBe(4);
    }

    [Fact]
    public void Entries_in_another_order_are_named()
    {
        var (third, fourth) = (ledger.Entry(3).DeepClone(), ledger.Entry(4).DeepClone());
        Replace(ledger.Entry(3), fourth.AsObject());
        Replace(ledger.Entry(4), third.AsObject());

        Check(ledger.Export()).ShouldNotBeNull().Leaf.ShouldBe(3);
        ledger.Rehash();
        Check(ledger.Export()).ShouldNotBeNull().Leaf.ShouldBe(4, "its position is before that of the entry it stands behind");
    }

    [Fact]
    public void An_entry_that_was_never_one_is_named()
    {
        var lines = ledger.Export().ToList();
        lines.Insert(6, new JsonObject { ["entry"] = ledger.Entry(9).DeepClone() }.ToJsonString());

        Check(lines).ShouldNotBeNull().Event.ShouldBe("analytics/10");
    }

    [Fact]
    public void A_ledger_that_was_cut_off_names_the_first_entry_that_is_missing()
    {
        var kept = ledger.Heads[^1];
        ledger.Truncate(10);

        Check(ledger.Export()).ShouldBeNull("what is left was signed");
        Check(ledger.Export(), [kept]).ShouldNotBeNull().Leaf.ShouldBe(10);
    }

    [Fact]
    public void A_ledger_that_was_cut_off_and_grew_again_names_the_first_entry_that_took_the_place_of_another()
    {
        var kept = ledger.Heads[^1];
        ledger.Truncate(10);
        // Honest rows come later than the head; each entry is ten seconds after the one before.
        for (var n = 0; n < 8; n++) ledger.Hear(20 + n);
        ledger.Sign(ledger.Key);

        Check(ledger.Export()).ShouldBeNull("the key signed it, too");
        var narrowed = Check(ledger.Export(), [kept]).ShouldNotBeNull();
        (narrowed.Leaf, narrowed.Through).ShouldBe((7, 13), "times that were invented leave the space between two heads");
        for (var leaf = 10; leaf < ledger.Size; leaf++) ledger.Entry(leaf)["at"] = $"1970-01-01T01:00:{leaf:00}.000000Z";
        ledger.Rehash();
        Check(ledger.Export(), [kept]).ShouldNotBeNull().Leaf.ShouldBe(10);
    }

    [Fact]
    public void A_forged_head_is_found()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = TreeHead.Sign(ledger.Heads[0].Size, Convert.FromBase64String(ledger.Heads[0].Root), ledger.Heads[0].Timestamp, other) with { Key = ledger.KeyId };
        ledger.Forge(0, forged);

        Check(ledger.Export()).ShouldNotBeNull().Reason.ShouldContain("not signed");
    }

    [Fact]
    public void A_key_that_the_one_before_introduced_is_believed_and_another_is_not()
    {
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ledger.Introduce(next, ledger.Key);
        ledger.Hear(30);
        ledger.Sign(next);
        Check(ledger.Export(), keys: new HashSet<string> { ledger.KeyId }).ShouldBeNull();

        ledger.Introduce(stranger, null);
        ledger.Sign(stranger);
        var check = new LedgerCheck([], _ => null, new HashSet<string> { ledger.KeyId });
        foreach (var line in ledger.Export()) check.Read(line).ShouldBeNull();
        check.Covered.ShouldBe(17, "what only the stranger signed is covered by nobody who is believed");
    }

    [Fact]
    public void A_ledger_of_another_key_proves_nothing() =>
        Check(ledger.Export(), keys: new HashSet<string> { "0000" }).ShouldNotBeNull().Reason.ShouldContain("nothing is proven");

    [Fact]
    public void An_export_that_was_cut_off_says_so() => Check(ledger.Export().SkipLast(1)).ShouldNotBeNull().Leaf.ShouldBe(14);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"ledger":"other/1"}""")]
    [InlineData("""{"ledger":"servicedesk-ledger/1","after":-1,"size":0}""")]
    [InlineData("""{"ledger":"servicedesk-ledger/1","after":99999999999999999999,"size":0}""")]
    public void What_is_no_export_is_refused(string line) => Should.Throw<FormatException>(() => Check([line]));

    [Theory]
    [InlineData("""{"entry":{"id":null,"at":"x"},"leaf":0}""")]
    [InlineData("""{"entry":{"id":"analytics/99999999999999999999","at":"x","type":"x"},"leaf":0}""")]
    [InlineData("""{"entry":7,"leaf":0}""")]
    [InlineData("""{"head":null}""")]
    [InlineData("""{"other":1}""")]
    public void A_line_that_makes_no_sense_is_refused(string line) => Should.Throw<FormatException>(() => Check([ledger.Export()[0], line]));

    private static void Replace(JsonObject entry, JsonObject by)
    {
        foreach (var (name, value) in by.ToList()) entry[name] = value?.DeepClone();
    }
}
