using Microsoft.Extensions.Localization;
using NodaTime;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Registers;

/// <summary>What a review is called, which has no title of its own.</summary>
internal static class ReviewWords
{
    public static string Title(IStringLocalizer<Texts> texts, ReportWords words, Visitor visitor, string about, Instant? from, Instant? to, string? incident, IReadOnlyList<string> problems) => about switch
    {
        "period" when from is { } first && to is { } end => $"{words.Day(first.InZone(visitor.Zone).Date)} – {words.Day((end - Duration.FromNanoseconds(1)).InZone(visitor.Zone).Date)}",
        "incident" => $"{texts["register.about.incident"]} {incident}",
        _ => $"{texts["register.about.problem"]} {string.Join(texts["list.separator"], problems)}",
    };
}
