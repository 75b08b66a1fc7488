using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class TextFoldingTests
{
    [Theory]
    [InlineData("ＶＰＮ　１２３", "vpn 123")]
    [InlineData("ｶﾀｶﾅ", "カタカナ")]
    [InlineData("Straße", "strasse")]
    [InlineData("ΣΑΣ σας", "σασ σασ")]
    [InlineData("①ℌ²", "1h2")]
    [InlineData("vpn 連不上", "vpn 连不上")]
    [InlineData("印表機無法列印", "印表机无法列印")]
    [InlineData("伺服器連線逾時，請協助處理", "伺服器连线逾时 请协助处理")]
    [InlineData("電腦開機後藍屏", "电脑开机后蓝屏")]
    [InlineData("帳號遭鎖定，無法登入", "帐号遭锁定 无法登入")]
    [InlineData("  打印机——坏了！！\r\n\t急 ", "打印机 坏了 急")]
    [InlineData("srv-db-02.acme.example, v2.3_1 (a@b.example)", "srv-db-02.acme.example v2.3_1 a@b.example")]
    [InlineData("- can’t - start.", "can't start")]
    [InlineData("C:\\temp\\a/b", "c temp a b")]
    [InlineData("", "")]
    [InlineData("！？…", "")]
    [InlineData("𠮷野家", "𠮷野家")]
    public void A_text_is_folded(string text, string folded) => TextFolding.Fold(text).ShouldBe(folded);

    [Fact]
    public void A_lone_surrogate_separates_words() => TextFolding.Fold("a\uD800b\uDC00").ShouldBe("a b");

    [Fact]
    public void Folding_twice_changes_nothing() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        var folded = TextFolding.Fold(text ?? "");
        TextFolding.Fold(folded).ShouldBe(folded);
    }));

    [Fact]
    public void No_language_of_the_machine_matters()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            TextFolding.Fold("INSTALL WINDOWS").ShouldBe("install windows");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_table_leads_to_simplified_characters_in_one_step()
    {
        TextFolding.Simplified.Count.ShouldBeGreaterThan(1400);
        foreach (var (traditional, simplified) in TextFolding.Simplified)
        {
            simplified.ShouldNotBe(traditional);
            TextFolding.Simplified.ContainsKey(simplified).ShouldBeFalse($"{traditional} → {simplified} leads further");
            $"{traditional}{simplified}".IsNormalized(NormalizationForm.FormKC).ShouldBeTrue($"{traditional} or {simplified} never reaches the table");
        }
    }
}
