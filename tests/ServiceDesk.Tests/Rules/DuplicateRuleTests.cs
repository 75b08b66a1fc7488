using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Rules;
using static ServiceDesk.Tests.FaultTexts;

namespace ServiceDesk.Tests;

public class DuplicateRuleTests
{
    [Fact]
    public void The_order_of_two_reports_does_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(Fault.ToArbitrary(), Fault.ToArbitrary(), (one, other) =>
        Shown(DuplicateRule.Judge(one, other)).ShouldBe(Shown(DuplicateRule.Judge(other, one)))));

    [Fact]
    public void The_score_is_the_sum_of_its_reasons_within_0_and_100() => Check.QuickThrowOnFailure(Prop.ForAll(Fault.ToArbitrary(), Fault.ToArbitrary(), (one, other) =>
    {
        var suspicion = DuplicateRule.Judge(one, other);
        suspicion.Score.ShouldBe(Math.Clamp(suspicion.Reasons.Sum(reason => reason.Points), 0, 100));
        suspicion.IsSuspected.ShouldBe(suspicion.Score >= DuplicateRule.Threshold);
    }));

    [Fact]
    public void No_other_report_scores_higher_than_the_same_again() => Check.QuickThrowOnFailure(Prop.ForAll(Fault.ToArbitrary(), Fault.ToArbitrary(), (one, other) =>
        DuplicateRule.Judge(one, other).Score.ShouldBeLessThanOrEqualTo(Math.Max(DuplicateRule.Judge(one, one).Score, DuplicateRule.Judge(other, other).Score))));

    [Fact]
    public void The_same_text_alone_is_enough_and_nothing_else_but_the_external_id_is()
    {
        DuplicateRule.Judge(Reported("指纹识别失败", "a"), Reported("指纹识别失败", "b", hours: 1000)).IsSuspected.ShouldBeTrue();
        DuplicateRule.Judge(Reported("指纹识别失败", "a", "erp", "network"), Reported("quite unrelated", "a", "erp", "network")).Score.ShouldBe(0);
        DuplicateRule.Judge(Reported("指纹识别失败", "a", externalId: "EXT-1"), Reported("quite unrelated", "b", externalId: " ext-1")).IsSuspected.ShouldBeTrue();
    }

    [Fact]
    public void Every_reason_has_its_code_its_points_and_the_words_that_tell_most()
    {
        var suspicion = DuplicateRule.Judge(
            Reported("打印机报错 E1024", "a", "ERP", "network", hours: 0), Reported("打印机又报错 e1024", "a", "erp", "Network", hours: 72));

        suspicion.Reasons.Select(reason => (reason.Code, reason.Points)).Skip(1)
            .ShouldBe([("same-identifier", 10), ("same-requester", 8), ("same-system", 8), ("same-category", 3), ("close-in-time", 6)]);
        suspicion.Reasons[0].Code.ShouldBe("similar-text");
        suspicion.Reasons[0].Tokens.Take(2).ShouldBe(["e1024", "=printer"]);
        suspicion.Reasons[0].Tokens.Count.ShouldBe(5);
        suspicion.Reasons[1].Tokens.ShouldBe(["e1024"]);
    }

    [Theory]
    [InlineData("三楼打印机卡纸", "五楼打印机卡纸", DuplicateRule.OtherIdentifier)]
    [InlineData("Blue screen 0x0000007B on boot", "Blue screen 0x00000116 on boot", DuplicateRule.OtherIdentifier)]
    [InlineData("申请安装 Visio 软件", "申请安装 Photoshop 软件", DuplicateRule.OtherThing)]
    public void Another_identifier_or_thing_speaks_against_texts_that_are_alike(string one, string other, string code)
    {
        var suspicion = DuplicateRule.Judge(Reported(one), Reported(other, "b"));

        suspicion.Reasons.ShouldContain(reason => reason.Code == code && reason.Points < 0);
        suspicion.IsSuspected.ShouldBeFalse();
    }

    [Fact]
    public void Another_system_speaks_against_and_an_unnamed_one_says_nothing()
    {
        Codes("vpn", "ERP").ShouldContain(DuplicateRule.OtherSystem);
        Codes("vpn", null).ShouldNotContain(code => code == DuplicateRule.OtherSystem || code == DuplicateRule.SameSystem);
        Codes("vpn", " ！").ShouldNotContain(code => code == DuplicateRule.OtherSystem || code == DuplicateRule.SameSystem);
        Codes("ＶＰＮ", "vpn").ShouldContain(DuplicateRule.SameSystem);

        static IEnumerable<string> Codes(string? one, string? other) =>
            DuplicateRule.Judge(Reported("指纹识别", "a", one), Reported("指纹识别", "b", other)).Reasons.Select(reason => reason.Code);
    }

    [Fact]
    public void The_window_ends_with_its_last_instant()
    {
        DuplicateRule.Judge(Reported("指纹识别"), Reported("指纹识别", hours: 72)).Reasons.ShouldContain(reason => reason.Code == DuplicateRule.CloseInTime);
        DuplicateRule.Judge(Reported("指纹识别"), Reported("指纹识别", hours: 73)).Reasons.ShouldNotContain(reason => reason.Code == DuplicateRule.CloseInTime);
    }

    [Theory]
    [InlineData("ＶＰＮ连不上", "vpn 連不上")]
    [InlineData("印表機無法列印", "打印机不能打印")]
    [InlineData("打印机无法打印", "Printer does not print")]
    public void It_sees_through_script_width_and_the_listed_words(string one, string other) =>
        DuplicateRule.Judge(Reported(one), Reported(other, "b")).IsSuspected.ShouldBeTrue();

    /// <summary>"Cannot print" and "nothing comes out" share the printer and two characters: words alone do not tell that they mean the same.</summary>
    [Fact]
    public void A_paraphrase_stays_below_the_threshold_until_more_speaks_for_it()
    {
        var (one, other) = ("打印机无法打印", "三楼打印机打不出来");

        DuplicateRule.Judge(Reported(one), Reported(other, "b")).Score.ShouldBeInRange(25, DuplicateRule.Threshold - 1);
        DuplicateRule.Judge(Reported(one, "a", "printer-3"), Reported(other, "b", "printer-3")).IsSuspected.ShouldBeTrue();
    }

    internal static string Shown(Suspicion suspicion) =>
        $"{suspicion.Score}: {string.Join("; ", suspicion.Reasons.Select(reason => $"{reason.Code} {reason.Points} {string.Join(' ', reason.Tokens)}"))}";
}
