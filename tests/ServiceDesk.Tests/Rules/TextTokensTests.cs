using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class TextTokensTests
{
    [Fact]
    public void Chinese_gives_every_character_and_every_pair() =>
        Texts("指纹识别").ShouldBe(["指", "纹", "指纹", "识", "纹识", "别", "识别"]);

    [Fact]
    public void A_rare_character_beyond_the_basic_plane_is_one() => Texts("𠮷野").ShouldBe(["𠮷", "野", "𠮷野"]);

    [Fact]
    public void Kana_is_taken_apart_like_Chinese() => Texts("ノート").ShouldContain("ート");

    [Fact]
    public void Chinese_and_letters_that_touch_are_separate() => Texts("用Jabber通话").ShouldBe(["用", "jabber", "通", "话", "通话"]);

    [Theory]
    [InlineData("columns", "column")]
    [InlineData("policies", "policy")]
    [InlineData("boxes", "box")]
    [InlineData("status", "status")]
    [InlineData("pressing", "press")]
    [InlineData("stopped", "stop")]
    [InlineData("routed", "rout")]
    [InlineData("route", "rout")]
    [InlineData("colleague's", "colleagu")]
    [InlineData("ring", "ring")]
    public void A_word_is_stemmed(string word, string stem) => TextTokens.Of(word).ShouldBe([new TextToken(stem, TokenKind.Word)]);

    [Theory]
    [InlineData("0x80070005")]
    [InlineData("srv-db-02")]
    [InlineData("mail.acme.example")]
    [InlineData("err_connection_reset")]
    [InlineData("10.0.3.7")]
    [InlineData("e1024")]
    [InlineData("502")]
    public void An_identifier_stays_whole(string identifier) =>
        TextTokens.Of($"！{identifier.ToUpperInvariant()}。").ShouldBe([new TextToken(identifier, TokenKind.Identifier)]);

    [Theory]
    [InlineData("三楼")]
    [InlineData("3楼")]
    [InlineData("3 层")]
    [InlineData("floor 3")]
    [InlineData("3rd floor")]
    [InlineData("third floor")]
    public void A_floor_is_one_identifier_however_it_is_said(string floor) =>
        TextTokens.Of(floor).Where(token => token.Kind == TokenKind.Identifier).ShouldBe([new TextToken("3楼", TokenKind.Identifier)]);

    [Theory]
    [InlineData("十二楼", "12楼")]
    [InlineData("二十楼", "20楼")]
    [InlineData("二十一层", "21楼")]
    public void A_Chinese_number_of_a_floor_is_read(string floor, string identifier) => Texts(floor).ShouldContain(identifier);

    [Theory]
    [InlineData("办公楼")]
    [InlineData("一二三楼")]
    public void What_is_no_number_is_no_floor(string text) => TextTokens.Of(text).ShouldNotContain(token => token.Kind == TokenKind.Identifier);

    [Theory]
    [InlineData("打印机", "=printer", TokenKind.Thing)]
    [InlineData("印表機", "=printer", TokenKind.Thing)]
    [InlineData("Printers", "=printer", TokenKind.Thing)]
    [InlineData("密码", "=password", TokenKind.Term)]
    [InlineData("無法", "=cannot", TokenKind.Usual)]
    [InlineData("fails", "=cannot", TokenKind.Usual)]
    public void A_word_of_the_field_is_the_same_in_both_languages(string word, string term, TokenKind kind) =>
        TextTokens.Of(word).ShouldContain(new TextToken(term, kind));

    [Theory]
    [InlineData("please, it is the")]
    [InlineData("您好，请")]
    public void Stop_words_are_left_out(string text) => Texts(text).ShouldBeEmpty();

    [Fact]
    public void A_stop_word_separates_pairs() => Texts("你的墨粉").ShouldNotContain("的墨");

    [Fact]
    public void A_token_stands_once() => Texts("jabber Jabber JABBER").ShouldBe(["jabber"]);

    [Fact]
    public void A_long_text_gives_the_tokens_of_its_front_only()
    {
        var text = string.Join(' ', Enumerable.Range(0, 500).Select(i => $"host-{i:000}"));

        Texts(text).ShouldBe(Enumerable.Range(0, TextTokens.MostOthers).Select(i => $"host-{i:000}"));
    }

    [Fact]
    public void Nothing_gives_nothing() => Texts(" \n！").ShouldBeEmpty();

    private static IEnumerable<string> Texts(string text) => TextTokens.Of(text).Select(token => token.Text);
}
