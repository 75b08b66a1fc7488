using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>What the figures are about, as it stands in the address; both days belong to the period.</summary>
public sealed record ReportFilter(LocalDate First, LocalDate Last, string? Organization, string? Team, string? Priority, string? Channel)
{
    public static readonly IReadOnlyList<string> Channels = ["portal", "email", "phone", "chat", "api", "webhook", "alertmanager", "schedule", "monitoring", "import"];

    /// <summary>What the address says. Where it says no period, it is the last twelve months: whole ones, which Analytics has added up beforehand.</summary>
    internal static ReportFilter Of(ReportAddress address, Visitor visitor, Phrases say, int months = 12)
    {
        var today = say.Now.InZone(visitor.Zone).Date;
        var last = Day(address.To) ?? today.With(DateAdjusters.EndOfMonth);
        var first = Day(address.From) ?? last.With(DateAdjusters.StartOfMonth).PlusMonths(1 - months);
        if (first > last) (first, last) = (last, first);
        return new ReportFilter(first, last, Word(address.Organization), Word(address.Team), Word(address.Priority), Word(address.Channel));
    }

    public string From => LocalDatePattern.Iso.Format(First);

    public string To => LocalDatePattern.Iso.Format(Last);

    public int Days => Period.Between(First, Last, PeriodUnits.Days).Days + 1;

    /// <summary>By which word a course of time is drawn: with at most some dozens of points.</summary>
    public string Step => Days switch { <= 31 => "day", <= 120 => "week", _ => "month" };

    public bool IsNarrowed => (Organization ?? Team ?? Priority ?? Channel) is not null;

    public string Address(string path, params ReadOnlySpan<(string Name, string? Value)> more) =>
        Local.Url(path, [("from", From), ("to", To), ("organization", Organization), ("team", Team), ("priority", Priority), ("channel", Channel), .. more]);

    /// <summary>The question as Analytics understands it: its period is half-open.</summary>
    internal string ToService(string path, string by, Visitor visitor) => Local.Url(
        path, ("by", by), ("from", Utc(First, visitor)), ("to", Utc(Last.PlusDays(1), visitor)), ("zone", visitor.Zone.Id), ("organization", Organization), ("team", Team), ("priority", Priority), ("channel", Channel));

    public static string Utc(LocalDate day, Visitor visitor) => InstantPattern.General.Format(day.AtStartOfDayInZone(visitor.Zone).ToInstant());

    public static LocalDate? Day(string? text) => LocalDatePattern.Iso.Parse(text ?? "") is { Success: true, Value: { Year: > 1970 and < 2200 } day } ? day : null;

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>The filters as they stand in an address.</summary>
internal sealed record ReportAddress(string? From, string? To, string? Organization, string? Team, string? Priority, string? Channel);

/// <summary>What can be chosen in the filters.</summary>
public sealed record ReportChoices(IReadOnlyList<Services.Organization> Organizations, IReadOnlyList<Services.Team> Teams)
{
    /// <summary>Nothing: for what knows a period only.</summary>
    public static ReportChoices None { get; } = new([], []);
}
