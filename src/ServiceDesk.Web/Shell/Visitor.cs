using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.Shell;

/// <summary>Who asks for this page, and in which language and time zone it is shown.</summary>
public sealed class Visitor(IHttpContextAccessor http)
{
    public const string ZoneCookie = "tz";
    public static readonly IReadOnlyList<string> Languages = ["en", "zh-CN"];

    public Person? Person { get; private set; }

    public CultureInfo Culture => CultureInfo.CurrentUICulture;

    public string Language => Culture.TwoLetterISOLanguageName == "zh" ? "zh-CN" : "en";

    public DateTimeZone Zone => field ??= ZoneOf(http.HttpContext?.Request.Cookies[ZoneCookie]);

    public string Path => http.HttpContext is { Request: var request } ? request.Path + request.QueryString : "/";

    public bool Is(params ReadOnlySpan<string> roles) => Person?.Is(roles) == true;

    public bool MaySubmit => Is("requester", "agent", "lead", "admin", "system");

    public bool Works => Is("agent", "lead", "admin");

    /// <summary>Whether articles that are not published are read.</summary>
    public bool KeepsKnowledge => Works || Is("auditor", "analyst");

    /// <summary>The instant that a browser's field for day and time names in this visitor's zone; null when it names none.</summary>
    public Instant? InstantOf(string local) =>
        LocalDateTimePattern.GeneralIso.Parse(local.Length == 16 ? local + ":00" : local) is { Success: true } at ? at.Value.InZoneLeniently(Zone).ToInstant() : null;

    /// <summary>An instant as a browser's field for day and time holds it in this visitor's zone.</summary>
    public string LocalOf(Instant at) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm").Format(at.InZone(Zone).LocalDateTime);

    internal void Enter(Person person) => Person = person;

    private static DateTimeZone ZoneOf(string? cookie) =>
        cookie is { Length: > 0 and < 64 } && DateTimeZoneProviders.Tzdb.GetZoneOrNull(Uri.UnescapeDataString(cookie)) is { } zone ? zone : DateTimeZone.Utc;
}
