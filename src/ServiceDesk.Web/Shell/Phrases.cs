using System.Globalization;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Shell;

/// <summary>Says words, times and spans of the service desk in the visitor's language.</summary>
public sealed class Phrases(IStringLocalizer<Texts> texts, Visitor visitor, IClock clock)
{
    private static readonly Duration soon = Duration.FromMinutes(30);

    private static readonly (string Begins, string Key)[] wrong =
    [
        ("is required: an e-mail", "wrong.contact"),
        ("is required, or one of", "wrong.one-of"),
        ("is required", "wrong.required"),
        ("is longer than", "wrong.long"),
        ("must be an e-mail address", "wrong.email"),
        ("must be a number", "wrong.number"),
        ("must be a date", "wrong.date"),
        ("must be one of", "wrong.choice"),
        ("must lie after the report", "wrong.next-update"),
        ("is the ticket itself", "wrong.itself"),
        ("is not a registered organisation", "wrong.organization"),
        ("must be the id of an agent", "wrong.worker"),
        ("must be the id of a person who works", "wrong.worker"),
        ("must be a lower-case word", "wrong.id"),
        ("must be a whole number", "wrong.whole"),
        ("must be among", "wrong.choice"),
        ("must be an ISO 8601 duration", "wrong.duration"),
        ("must be an ISO 8601 instant", "wrong.moment"),
        ("must be a time of day", "wrong.time"),
        ("must be an IANA time zone", "wrong.zone"),
        ("is used twice", "wrong.twice"),
        ("names one twice", "wrong.twice"),
        ("there is no", "wrong.unknown"),
        ("lies in the past", "wrong.past"),
        ("lies in the future", "wrong.future"),
        ("lies more than 24 hours", "wrong.late"),
        ("lies before the ticket", "wrong.before-opened"),
        ("holds one that is due in the past", "wrong.past"),
        ("is not known by this number", "wrong.not-found"),
        ("is no ticket that you may see", "wrong.not-found"),
        ("must lie after the opening", "wrong.after-opening"),
        ("must lie before to", "wrong.before-to"),
        ("must rise", "wrong.rising"),
        ("must hold five rows", "wrong.five-rows"),
        ("is not for this trigger", "wrong.trigger"),
        ("belong to another organisation", "wrong.domains"),
        ("overlaps", "wrong.overlaps"),
        ("must not be larger than the second", "wrong.larger-head"),
        ("is the size of no signed head", "wrong.no-head"),
        ("must be JSON", "wrong.json"),
        ("is larger than", "wrong.larger"),
        ("has no rows", "wrong.no-rows"),
        ("waits: too many imports", "wrong.too-many-imports"),
        ("begins like a formula", "wrong.formula"),
        ("is no text in this charset", "wrong.charset"),
        ("is there twice", "wrong.twice"),
        ("is nobody's here", "wrong.nobody"),
        ("must be the id of a person", "wrong.nobody"),
        ("must be somebody else", "wrong.somebody-else"),
        ("must be e-mail addresses", "wrong.email"),
        ("must be mail domains", "wrong.domain"),
        ("must be later than", "wrong.later"),
        ("lies before", "wrong.later"),
        ("must be 1, 2 or 3", "wrong.choice"),
        ("has quotes that are not closed", "wrong.quotes"),
        ("must begin with /", "wrong.pointer"),
        ("must write ~", "wrong.pointer"),
        ("has the pointer", "wrong.pointer"),
        ("has a place without a pointer", "wrong.pointer"),
        ("has a {", "wrong.braces"),
        ("has a }", "wrong.braces"),
        ("is not a field of a ticket", "wrong.no-field"),
        ("must not be blank", "wrong.required"),
        ("must hold 1 to 20 sources", "wrong.sources"),
        ("must be a language tag", "wrong.language"),
        ("must be a cron expression", "wrong.cron"),
        ("is due more often", "wrong.often"),
        ("is never due", "wrong.never"),
    ];

    public Instant Now { get; } = clock.GetCurrentInstant();

    public string Status(string status) => Known("status.", status);

    public string Priority(string? priority) => priority is null ? texts["none"] : Known("priority.", priority);

    public string Category(string? category) => category is null ? texts["not-yet"] : Known("category.", category);

    public string Kind(string kind) => Known("kind.", kind);

    public string Channel(string channel) => Known("channel.", channel);

    public string Role(string role) => Known("role.", role);

    public string Clock(string clockName) => Known("clock.", clockName);

    public string Importance(string level) => Known("importance.", level);

    public string Impact(string? impact) => impact is null ? texts["left-to-desk"] : Known("impact.", impact);

    public string Urgency(string? urgency) => urgency is null ? texts["left-to-desk"] : Known("urgency.", urgency);

    public string In(Bilingual names) => visitor.Language == "en" ? names.En : names.Zh;

    public string Pause(string? reason) => reason is null ? "" : Known("pause.", reason);

    public string Outcome(string? outcome) => outcome is null ? "" : Known("outcome.", outcome);

    public string Relation(string relation) => Known("relation.", relation);

    public string Suspicion(string code) => Known("duplicate.", code);

    public string MailState(string state) => Known("mail.", state);

    public string ChannelState(string state) => Known("channel-state.", state);

    public string Entry(string kind) => Known("entry.", kind);

    /// <summary>A stored event name such as <c>intake.ticket-submitted.v1</c>.</summary>
    public string Event(string type)
    {
        var words = type.Split('.');
        return Known("event.", words.Length >= 2 ? words[1] : type);
    }

    /// <summary>The service named by a source such as <c>/servicedesk/intake</c>.</summary>
    public string Source(string source) => Known("service.", ServiceOf(source));

    public static string ServiceOf(string source) => source[(source.LastIndexOf('/') + 1)..];

    public string Problem(Problem problem)
    {
        var byCode = problem.Code is null ? null : texts["problem." + problem.Code];
        if (byCode is { ResourceNotFound: false }) return byCode;
        var byStatus = texts[$"problem.{problem.Status}"];
        // The services speak English.
        if (problem.Detail is { Length: > 0 } detail && (visitor.Language == "en" || byStatus.ResourceNotFound)) return detail;
        return byStatus.ResourceNotFound ? problem.Title : byStatus;
    }

    /// <summary>What is wrong with a field. The services speak English; what they say often is said in the visitor's language.</summary>
    public string Wrong(string reason)
    {
        if (visitor.Language == "en") return reason.Length == 0 ? reason : char.ToUpper(reason[0], CultureInfo.InvariantCulture) + reason[1..] + (reason.EndsWith('.') ? "" : ".");
        var known = wrong.FirstOrDefault(one => reason.StartsWith(one.Begins, StringComparison.Ordinal));
        return known.Key is null ? reason : texts[known.Key];
    }

    public string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.CurrentCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1024m:0} kB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1048576m:0.0} MB"),
    };

    public string Time(Instant at, bool seconds = false, Instant? beside = null)
    {
        var local = at.InZone(visitor.Zone);
        if (seconds && beside?.InZone(visitor.Zone).Date == local.Date) return LocalTimePattern.ExtendedIso.Format(local.TimeOfDay.With(TimeAdjusters.TruncateToSecond));
        var sameYear = local.Year == Now.InZone(visitor.Zone).Year;
        var pattern = texts[seconds ? sameYear ? "format.instant.seconds" : "format.instant.seconds.year" : sameYear ? "format.instant" : "format.instant.year"];
        return ZonedDateTimePattern.CreateWithCurrentCulture(pattern, null).Format(local);
    }

    public static string Utc(Instant at) => InstantPattern.General.Format(at);

    /// <summary>The two largest units, rounded down to whole minutes; seconds only below one minute.</summary>
    public string Span(Duration span)
    {
        if (span < Duration.Zero) span = -span;
        if (span < Duration.FromSeconds(1)) return texts["span.moment"];
        if (span < Duration.FromMinutes(1)) return texts["span.seconds", (int)span.TotalSeconds];
        if (span < Duration.FromHours(1)) return texts["span.minutes", (int)span.TotalMinutes];
        if (span < Duration.FromDays(1)) return span.Minutes == 0 ? texts["span.hours", span.Hours] : texts["span.hours-minutes", span.Hours, span.Minutes];
        return span.Hours == 0 ? texts["span.days", span.Days] : texts["span.days-hours", span.Days, span.Hours];
    }

    public string Remaining(Instant due) => due >= Now ? texts["due.left", Span(due - Now)] : texts["due.over", Span(Now - due)];

    /// <summary>Red when late, orange when the last half hour runs, else green.</summary>
    public string Urgent(Instant due) => due < Now ? "red" : due - Now < soon ? "orange" : "green";

    public string Percent(decimal? share) =>
        share is { } value ? string.Create(CultureInfo.CurrentCulture, $"{decimal.Round(value * 100, 1):0.#} %") : texts["none"];

    private string Known(string prefix, string word)
    {
        var text = texts[prefix + word];
        if (!text.ResourceNotFound) return text;
        var plain = word.Replace('-', ' ');
        return plain.Length == 0 ? word : char.ToUpper(plain[0], CultureInfo.CurrentCulture) + plain[1..];
    }
}
