using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace ServiceDesk.Web.Reports;

/// <summary>A report of Analytics, whichever it is: its lines hold their figures by name.</summary>
public sealed record Report(
    string Id, [property: JsonPropertyName("report")] string Name, int Version, string Zone, string By, string Position, Instant At, IReadOnlyList<ReportFigure> Figures,
    IReadOnlyList<ReportLine> Rows, IReadOnlyList<ReportLine>? Ended, IReadOnlyList<ReportLine>? Causes, IReadOnlyList<ReportLine>? Distributions)
{
    public string Definition => $"{Name}@{Version}";

    public string? FormulaOf(string figure) => Figures.FirstOrDefault(one => one.Name == figure)?.Formula;
}

/// <summary>A figure, and how the service makes it.</summary>
public sealed record ReportFigure(string Name, string Formula);

/// <summary>A line: its key, where the tickets behind it are listed, and its figures.</summary>
public sealed record ReportLine(string Key, string Behind)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Values { get; init; } = [];

    public string? Text(string name) => Values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public decimal? Number(string name) => Values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;

    public long Count(string name) => (long)(Number(name) ?? 0);

    public bool Is(string name) => Values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.True;

    public Duration? Time(string name) => Values.TryGetValue(name, out var value) ? TimeOf(value) : null;

    /// <summary>The parts of the key, one for each word of the grouping.</summary>
    public string[] Parts(IReadOnlyList<string> by) => Values.TryGetValue("keys", out var keys) && keys.ValueKind == JsonValueKind.Object
        ? [.. by.Select(word => keys.TryGetProperty(word, out var part) ? part.GetString() ?? "" : "")]
        : [Key];

    /// <summary>Where the tickets behind a figure of the line are listed.</summary>
    public string To(string figure) => Behind + figure switch
    {
        "met" or "breached" or "open" => "&outcome=" + figure,
        _ => "&figure=" + figure,
    };

    public static Duration? TimeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is ['P' or '-', ..] text && PeriodPattern.NormalizingIso.Parse(text.TrimStart('-')) is { Success: true, Value: { Years: 0, Months: 0 } period }
            ? text[0] == '-' ? -period.ToDuration() : period.ToDuration()
            : null;
}

/// <summary>The tickets behind a figure, page by page.</summary>
public sealed record BehindPage(string Position, Instant At, IReadOnlyList<BehindLine> Items, string? Next);

/// <summary>A ticket behind a figure, and what it brings.</summary>
public sealed record BehindLine(Guid Ticket, string? Number)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Values { get; init; } = [];
}

/// <summary>The age of open tickets.</summary>
public sealed record BacklogAge(Duration Mean, Duration Median, Duration P95, Duration Oldest);

public sealed record BacklogGroup(IReadOnlyDictionary<string, string> Keys, long Count, BacklogAge Age);

public sealed record BacklogPoint(Instant At, long Count);

/// <summary>The backlog at an instant, and its curve up to it.</summary>
public sealed record Backlog(
    Instant AsOf, Instant? At, string Definition, string Formula, long Count, BacklogAge? Age, IReadOnlyList<BacklogGroup> Groups, IReadOnlyList<BacklogPoint> Curve);

/// <summary>Somebody as Intake lists them.</summary>
public sealed record KnownPerson(string Id, string Name, IReadOnlyList<string> Roles, string? Organization);

/// <summary>A report that is mailed again and again.</summary>
public sealed record ReportSchedule(
    string Name, string Report, string? By, string Period, string Zone, string Time, string? Organization, string Format, IReadOnlyList<string> Recipients, string OwnerName, Instant NextDue,
    ReportDelivery? Last)
{
    /// <summary>Why no report is made any more; null when it is.</summary>
    public string? Problem { get; init; }

    /// <summary>The same as a stable word.</summary>
    public string? ProblemCode { get; init; }
}

public sealed record ReportDelivery(string Id, Instant From, Instant To, Instant Due, Instant At, IReadOnlyList<string> Recipients);
