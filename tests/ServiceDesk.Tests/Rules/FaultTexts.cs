using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

/// <summary>Fault reports by chance, from few words, so that many resemble each other.</summary>
internal static class FaultTexts
{
    private static readonly string[] words =
    [
        "打印机", "無法", "打印", "三楼", "五楼", "VPN", "连不上", "邮箱", "密码", "过期", "printer", "does not print", "login fails", "srv-db-02", "0x7B", "slow", "网", "的", "，", "ＷｉＦｉ",
    ];

    public static Gen<string> Text { get; } =
        from size in Gen.Choose(0, 9)
        from chosen in Gen.Elements(words).ArrayOf(size)
        from space in Gen.Elements("", " ")
        select string.Join(space, chosen);

    public static Gen<ReportedFault> Fault { get; } =
        from text in Text
        from requester in Gen.Elements("a", "b")
        from system in Gen.Elements(null, "vpn", "ERP")
        from category in Gen.Elements(null, "network")
        from external in Gen.Elements(null, null, null, "EXT-1", "ext-1", "EXT-2")
        from hours in Gen.Choose(0, 100)
        select Reported(text, requester, system, category, external, hours);

    public static ReportedFault Reported(
        string text, string requester = "a", string? system = null, string? category = null, string? externalId = null, int hours = 0) =>
        new(TextTokens.Of(text), requester, system, category, externalId, Desk.Opened + Duration.FromHours(hours));
}
