using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class SearchTokensTests
{
    [Theory]
    [InlineData("网", "无法连接网络")]
    [InlineData("網", "无法连接网络")]
    [InlineData("网络", "無法連接網絡")]
    [InlineData("打印機", "打印机卡纸的处理")]
    [InlineData("ＶＰＮ", "VPN connection drops")]
    [InlineData("vpn", "企业ＶＰＮ接入说明")]
    [InlineData("PRINTERS", "The printer does not print")]
    [InlineData("connecting", "Cannot connect to the share")]
    [InlineData("policies", "Policy of passwords")]
    [InlineData("outlook.exe", "Restart OUTLOOK.EXE")]
    [InlineData("outlook", "Restart OUTLOOK.EXE")]
    [InlineData("wi-fi", "The Wi-Fi is slow")]
    [InlineData("srv-0123", "Fails on SRV-0123.")]
    [InlineData("0x80070005", "错误0x80070005的处理")]
    [InlineData("𠮷", "𠮷野家的打印机")]
    public void A_query_finds_the_text(string query, string text)
    {
        var asked = SearchTokens.Asked(query, 100);

        asked.ShouldNotBeEmpty();
        asked.ShouldBeSubsetOf(SearchTokens.Of(text));
    }

    [Theory]
    [InlineData("printer", "打印机")]
    [InlineData("密码", "How to reset a password")]
    public void A_word_of_the_field_finds_it_in_the_other_language(string query, string text) =>
        SearchTokens.Asked(query, 100).Where(SearchTokens.IsTerm).Intersect(SearchTokens.Of(text)).ShouldNotBeEmpty();

    [Fact]
    public void Several_characters_are_asked_for_in_pairs() => SearchTokens.Asked("三号厅", 100).ShouldBe(["三号", "号厅"]);

    [Theory]
    [InlineData("")]
    [InlineData("  。！ ")]
    public void Nothing_is_asked_for_by_punctuation(string query) => SearchTokens.Asked(query, 100).ShouldBeEmpty();

    [Fact]
    public void Only_the_beginning_of_a_text_is_read()
    {
        SearchTokens.Of(new string('a', SearchTokens.MostRead) + " end").ShouldNotContain("end");
        SearchTokens.Asked("one two", 3).ShouldBe(["one"]);
    }

    [Fact]
    public void A_report_tells_of_things_and_not_of_asking()
    {
        var told = SearchTokens.Telling("请问打印机卡纸了怎么办？谢谢").Select(one => one.Token).ToList();

        told.ShouldContain("=printer");
        told.ShouldNotContain("怎么");
        told.ShouldNotContain("么办");
        told.ShouldNotContain("请问");
    }

    [Fact]
    public void Whatever_a_report_tells_can_be_found()
    {
        const string text = "Outlook.exe on srv-0123 crashes with 0x80070005 since the update; 打印机无法连接到财务共享盘";

        SearchTokens.Telling(text).Select(one => one.Token).ShouldBeSubsetOf(SearchTokens.Of(text));
    }
}
