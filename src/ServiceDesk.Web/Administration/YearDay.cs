using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Web.Administration;

public enum YearDayKind
{
    Working,
    Closed,
    Holiday,

    /// <summary>Worked in other hours than its week says.</summary>
    Special,
}

/// <summary>A day of a working calendar as the year shows it.</summary>
public sealed record YearDay(LocalDate Date, YearDayKind Kind, string Title)
{
    /// <summary>All days of a year: dated days come before yearly ones, and these before the week.</summary>
    public static IReadOnlyList<YearDay> Of(JsonNode calendar, int year)
    {
        var dates = (calendar["dates"] as JsonArray ?? []).GroupBy(day => DocumentJson.Text(day?["date"])).ToDictionary(one => one.Key, one => one.First());
        var yearly = (calendar["yearly"] as JsonArray ?? []).GroupBy(day => DocumentJson.Text(day?["day"])).ToDictionary(one => one.Key, one => DocumentJson.Text(one.First()?["label"]));
        var start = new LocalDate(year, 1, 1);
        return [.. Enumerable.Range(0, CalendarSystem.Iso.GetDaysInYear(year)).Select(start.PlusDays).Select(date => Of(date, calendar["week"], dates, yearly))];
    }

    private static YearDay Of(LocalDate date, JsonNode? week, Dictionary<string, JsonNode?> dates, Dictionary<string, string> yearly)
    {
        var iso = LocalDatePattern.Iso.Format(date);
        if (dates.TryGetValue(iso, out var dated))
        {
            var frames = Frames(dated?["frames"]);
            return new(date, frames.Length == 0 ? YearDayKind.Holiday : YearDayKind.Special, Named(iso, frames, DocumentJson.Text(dated?["label"])));
        }
        if (yearly.TryGetValue(iso[5..], out var label)) return new(date, YearDayKind.Holiday, Named(iso, "", label));
        var usual = Frames(week?[date.DayOfWeek.ToString().ToLowerInvariant()]);
        return new(date, usual.Length == 0 ? YearDayKind.Closed : YearDayKind.Working, Named(iso, usual, ""));
    }

    private static string Frames(JsonNode? frames) => string.Join(' ', (frames as JsonArray ?? []).Select(frame => $"{DocumentJson.Text(frame?["from"])}–{DocumentJson.Text(frame?["to"])}"));

    private static string Named(params string[] parts) => string.Join(' ', parts.Where(part => part.Length > 0));
}
