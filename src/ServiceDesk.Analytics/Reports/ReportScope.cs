using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Reports;

/// <summary>What is asked for, in the words of a query; position = as it was known there.</summary>
internal sealed record ReportQuery(
    string? From, string? To, string? By, string? Zone, string? Organization, string? Exact, string? Version, string? Position, string? Format,
    string? Agent = null, string? Category = null, string? Channel = null, string? Kind = null, string? Priority = null, string? Service = null, string? Team = null)
{
    /// <summary>What is asked for of a word of <see cref="Grouping.Narrowing"/>.</summary>
    public string? Of(string word) => word switch
    {
        "agent" => Agent,
        "category" => Category,
        "channel" => Channel,
        "kind" => Kind,
        "priority" => Priority,
        "service" => Service,
        _ => Team,
    };
}

/// <summary>
/// The parameters of a report. Together with its name, the version of its definition and a position of the ledger they are all that its figures depend on; the report's
/// id holds them.
/// </summary>
internal sealed record ReportScope(Instant? From, Instant? To, DateTimeZone Zone, IReadOnlyList<string> By, string? Organization, bool Exact, int? Model)
{
    private const int LongestWord = 200;

    /// <summary>Only what has these values counts; by what it is when it counts, as the keys of groups are.</summary>
    public IReadOnlyList<(string Word, string Value)> Only { get; init; } = [];

    public const string ZoneShape = "must be a zone of the IANA database, such as Asia/Shanghai";

    /// <summary>Whether a figure that came about at an instant is of the period.</summary>
    public bool Holds(Instant at) => (From is null || at >= From) && (To is null || at < To);

    public bool Sees(string organization) => Organization is null || organization == Organization;

    public bool Keeps(TicketFigures one) => Only.All(only => Grouping.Of(only.Word, one) == only.Value);

    public bool Keeps(ClockFigures one) => Only.All(only => Grouping.Of(only.Word, one) == only.Value);

    /// <summary>Reads a query; whoever is bound to an organisation asks for that one, whatever is asked for.</summary>
    public static bool TryRead(ReportQuery query, ReportDefinition definition, Actor actor, out ReportScope scope, out Problem problem)
    {
        scope = null!;
        if (!Moment.TryRead(query.From, out var from)) return Wrong("from", Moment.Shape, out problem);
        if (!Moment.TryRead(query.To, out var to)) return Wrong("to", Moment.Shape, out problem);
        if (from >= to) return Wrong("from", "must lie before to", out problem);
        IReadOnlyList<string> by = string.IsNullOrEmpty(query.By) ? definition.UsualBy : query.By.Split(',');
        if (by.Except(definition.Keys).Any() || by.Distinct().Count() != by.Count) return Wrong("by", $"must be one or more, each once, of {string.Join(", ", definition.Keys)}", out problem);
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(query.Zone ?? "UTC") is not { } zone) return Wrong("zone", ZoneShape, out problem);
        if (query.Exact is not (null or "true" or "false")) return Wrong("exact", "must be true or false", out problem);
        if (query.Version is not null && (!int.TryParse(query.Version, out var given) || given < 1)) return Wrong("version", "must be a version of the process model", out problem);
        if (query.Organization?.Contains('\0') == true) return Wrong("organization", "holds a character that no id has", out problem);
        List<(string Word, string Value)> only = [.. Grouping.Narrowing.Where(word => !string.IsNullOrEmpty(query.Of(word))).Select(word => (word, query.Of(word)!))];
        if (only.FirstOrDefault(one => one.Value.Length > LongestWord || one.Value.Contains('\0')) is { Word: { } odd }) return Wrong(odd, "is nothing that there is", out problem);
        problem = null!;
        scope = new ReportScope(from, to, zone, by, actor.Organization ?? query.Organization, query.Exact == "true", query.Version is null ? null : int.Parse(query.Version, CultureInfo.InvariantCulture))
        {
            Only = only,
        };
        return true;
    }

    /// <summary>The parameters in one spelling, so that the same ones make the same id.</summary>
    public string ToText()
    {
        List<string> parts = [$"by={string.Join(',', By)}", .. Only.Select(one => $"{one.Word}={Uri.EscapeDataString(one.Value)}")];
        if (Exact) parts.Add("exact=true");
        if (From is { } from) parts.Add($"from={Text(from)}");
        if (Organization is not null) parts.Add($"organization={Uri.EscapeDataString(Organization)}");
        if (To is { } to) parts.Add($"to={Text(to)}");
        if (Model is { } model) parts.Add(string.Create(CultureInfo.InvariantCulture, $"version={model}"));
        parts.Add($"zone={Zone.Id.Replace("+", "%2B", StringComparison.Ordinal)}");
        parts.Sort(StringComparer.Ordinal);
        return string.Join('&', parts);
    }

    public string IdOf(ReportDefinition definition, long position) =>
        $"{definition.Name}@{definition.Version}:{position}:{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(ToText()))}";

    /// <summary>Reads an id; false when it is none, or not one of the definition's version.</summary>
    public static bool TryReadId(string id, out string name, out int version, out long position, out ReportQuery query)
    {
        (name, version, position, query) = ("", 0, 0, null!);
        if (id.Split(':') is not [var definition, var at, var text] || definition.Split('@') is not [var word, var number]) return false;
        if (!int.TryParse(number, out version) || !long.TryParse(at, out position) || position < 0 || !Base64Url.IsValid(text)) return false;
        var values = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
        name = word;
        query = new ReportQuery(
            Value("from"), Value("to"), Value("by"), Value("zone"), Value("organization"), Value("exact"), Value("version"), null, null,
            Value("agent"), Value("category"), Value("channel"), Value("kind"), Value("priority"), Value("service"), Value("team"));
        return true;

        string? Value(string key) => values.TryGetValue(key, out var value) ? value.ToString() : null;
    }

    private static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at.ToMicroseconds());

    private static bool Wrong(string field, string reason, out Problem problem)
    {
        problem = Problem.Field(field, reason);
        return false;
    }
}
