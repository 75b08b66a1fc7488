using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class SimilarityTests
{
    [Fact]
    public void Equal_texts_have_the_top_score_and_unrelated_ones_none() => Check.QuickThrowOnFailure(Prop.ForAll(FaultTexts.Text.ToArbitrary(), text =>
    {
        var tokens = TextTokens.Of(text);
        Similarity.Score(tokens, tokens).ShouldBe(tokens.Count == 0 ? 0 : 1);
        Similarity.Score(tokens, TextTokens.Of("quite unrelated")).ShouldBe(0);
    }));

    [Fact]
    public void It_is_symmetric_and_within_bounds() => Check.QuickThrowOnFailure(Prop.ForAll(FaultTexts.Text.ToArbitrary(), FaultTexts.Text.ToArbitrary(), (one, other) =>
    {
        var (mine, theirs) = (TextTokens.Of(one), TextTokens.Of(other));
        var score = Similarity.Score(mine, theirs);
        score.ShouldBeInRange(0, 1);
        Similarity.Score(theirs, mine).ShouldBe(score);
        Similarity.Score([.. mine.Reverse()], theirs).ShouldBe(score);
    }));

    [Fact]
    public void Scores_are_these_on_every_machine() => new[]
    {
        Score("打印机无法打印", "三楼打印机打不出来"), Score("ＶＰＮ连不上", "vpn 連不上"), Score("Cannot connect to VPN", "VPN connection fails"),
        Score("London office is offline", "Paris office is offline"), Score("打印机卡纸", "邮箱密码过期"),
    }.ShouldBe([0.391m, 1m, 1m, 0.666m, 0m]);

    [Theory]
    [InlineData("Large files freeze Excel", "Excel freezes with large files")]
    [InlineData("Desk phone: no dial tone", "No dial tone on the desk phone")]
    public void English_words_may_stand_in_another_order(string one, string other) => Score(one, other).ShouldBe(1);

    [Fact]
    public void What_many_texts_have_counts_less_when_their_number_is_known()
    {
        var (one, other) = (TextTokens.Of("jabber crackles"), TextTokens.Of("jabber stutters"));

        Similarity.Score(one, other, token => token.Text == "jabber" ? 1024 : 1, 1024).ShouldBeLessThan(Similarity.Score(one, other));
        Similarity.Score(one, other, token => token.Text == "jabber" ? 1 : 1024, 1024).ShouldBeGreaterThan(Similarity.Score(one, other));
        Similarity.Score(one, one, token => token.Text.Length, 7).ShouldBe(1);
    }

    private static decimal Score(string one, string other) => Similarity.Score(TextTokens.Of(one), TextTokens.Of(other));
}
