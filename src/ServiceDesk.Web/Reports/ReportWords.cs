using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>Says the keys and figures of reports in the visitor's language.</summary>
public sealed class ReportWords(IStringLocalizer<Texts> texts, Phrases say, Names names, ServicesClient services, Visitor visitor, IMemoryCache cache)
{
    private static readonly TimeSpan lasts = TimeSpan.FromMinutes(1);

    private static readonly HashSet<string> shares =
    [
        "attainment", "share", "conformance", "firstContactResolution", "resolutionRate", "repeatContact", "reopenRate", "handedOn", "escalated", "csatResponseRate", "knowledgeReuse", "knowledgeHelped",
        "updatePunctuality",
    ];

    private IReadOnlyDictionary<string, string> people = new Dictionary<string, string>();

    /// <summary>Asks the services for names, unless they were asked lately; names are said only after it.</summary>
    public async Task Know(CancellationToken cancel)
    {
        var known = names.Know(cancel);
        people = await cache.Find((typeof(ReportWords), visitor.Person!.Id), lasts, async () =>
        {
            var found = await services.People(cancel);
            return (found.Value?.Items.DistinctBy(one => one.Id).ToDictionary(one => one.Id, one => one.Name) ?? [], found.IsAnswered);
        });
        await known;
    }

    public string Person(string id) => people.GetValueOrDefault(id, id);

    public string Grouping(string word) => texts["report.by." + word];

    /// <summary>What a figure is called; its own name when nobody named it.</summary>
    public string Figure(string figure) => Known("figure.", figure);

    /// <summary>How a figure is counted, in short; null when only the service's formula says it.</summary>
    public string? How(string figure) => texts[$"figure.{figure}.how"] is { ResourceNotFound: false } text ? text.Value : null;

    public string Stage(string stage) => stage == "none" ? texts["none"] : Known("stage.", stage);

    public string Deviation(string rule) => Known("deviation.", rule);

    /// <summary>A part of a key by its word: the name of a team, a month, a priority.</summary>
    public string Key(string word, string key) => key switch
    {
        "none" => texts["none"],
        "unrouted" => texts["sla.unrouted"],
        "all" when word == "all" => texts["report.all"],
        "open" when word is "month" or "week" or "day" or "weekday" or "hour" => texts["sla.open"],
        _ => word switch
        {
            "team" => names.Team(key),
            "organization" => names.Organization(key),
            "agent" => Person(key),
            "priority" => say.Priority(key),
            "category" => say.Category(key),
            "channel" => say.Channel(key),
            "kind" => say.Kind(key),
            "month" => LocalDatePattern.Iso.Parse(key + "-01") is { Success: true, Value: var month } ? Format(month, "format.month") : key,
            "day" => LocalDatePattern.Iso.Parse(key) is { Success: true, Value: var day } ? Format(day, "format.day") : key,
            "week" => key.Split('-') is [var year, ['W', .. var number]] ? texts["format.week", year, number.TrimStart('0')] : key,
            "weekday" => Weekday(key),
            "hour" => $"{key}:00",
            _ => key,
        },
    };

    public string Weekday(string key) => CultureInfo.CurrentUICulture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)(int.Parse(key, CultureInfo.InvariantCulture) % 7));

    public string Day(LocalDate day) => Format(day, "format.day");

    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A value as people read it; null when there is none.</summary>
    public string? Value(string figure, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when shares.Contains(figure) => say.Percent(value.GetDecimal()),
        JsonValueKind.Number => Number(value.GetDecimal()),
        JsonValueKind.True => texts["yes"],
        JsonValueKind.False => "",
        JsonValueKind.String when ReportLine.TimeOf(value) is { } time => say.Span(time),
        JsonValueKind.String => figure switch
        {
            "clock" => say.Clock(value.GetString()!),
            "stage" or "cause" => Stage(value.GetString()!),
            "deviation" => Deviation(value.GetString()!),
            "figure" => Figure(value.GetString()!),
            _ => value.GetString(),
        },
        _ => null,
    };

    public string? Value(ReportLine? line, string figure) => line is not null && line.Values.TryGetValue(figure, out var value) ? Value(figure, value) : null;

    public static bool IsShare(string figure) => shares.Contains(figure);

    public static string Number(decimal number) => number == decimal.Truncate(number) ? number.ToString("N0", CultureInfo.CurrentCulture) : number.ToString("N2", CultureInfo.CurrentCulture);

    private string Known(string prefix, string word) => texts[prefix + word] is { ResourceNotFound: false } text ? text : word;

    private string Format(LocalDate day, string pattern) => LocalDatePattern.Create(texts[pattern], CultureInfo.CurrentUICulture).Format(day);
}
