using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>A program that shares nothing with the calendar but the certificates comes to the same figures.</summary>
public class CertificateTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_checker_agrees_on_every_outcome_of_a_generated_year_of_tickets()
    {
        var year = new GeneratedYear();
        var seen = new Dictionary<string, int>();
        var certificates = 0;

        var (exitCode, said) = await CertificateChecker.Run(CalendarLines(year).Concat(year.Tickets(20_000).SelectMany(ticket => Certify(year, ticket.History, ticket.AsOf)).Select(one =>
        {
            certificates++;
            foreach (var what in Traits(year, one)) seen[what] = seen.GetValueOrDefault(what) + 1;
            return CertificateChecker.Line(one);
        })));

        output.WriteLine(said + string.Join(", ", seen.OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}")));
        (exitCode, said).ShouldBe((0, $"{certificates} certificates agree.{Environment.NewLine}"));
        foreach (var what in new[]
        {
            "running", "met", "breached", "void", "paused", "stopped", "holiday", "outside-hours", "clock changed", "reopened round", "other target", "other calendar", "late target",
        }) seen.GetValueOrDefault(what).ShouldBeGreaterThan(100, what);
    }

    [Fact]
    public async Task The_checker_agrees_on_every_outcome_of_a_real_incident_log()
    {
        var year = new GeneratedYear();
        var office = year.Calendars.Values.Single(one => one.Key == new CalendarKey("Europe/Berlin", 1));
        var incidents = RealIncidents.Histories(SharedData.Find("incidents-itsm.csv"), office.Key).ToList();
        var certificates = incidents.SelectMany(incident => Certify(year, incident, incident.Facts[^1].At + Duration.FromDays(30))).ToList();

        var (exitCode, said) = await CertificateChecker.Run(CalendarLines(year).Concat(certificates.Select(CertificateChecker.Line)));

        output.WriteLine($"{incidents.Count} incidents, {string.Join(", ", certificates.GroupBy(one => $"{one.Clock} {one.State}").OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count()}"))}");
        incidents.Count.ShouldBe(1500);
        certificates.Count(one => one.Clock == "resolution").ShouldBe(1500);
        (exitCode, said).ShouldBe((0, $"{certificates.Count} certificates agree.{Environment.NewLine}"));
    }

    public static TheoryData<string> Figures => ["elapsed", "paused", "target", "remaining", "due", "breachedAt", "state", "started", "stopped"];

    [Theory]
    [MemberData(nameof(Figures))]
    public async Task A_certificate_with_a_wrong_figure_is_refused(string figure)
    {
        var (lines, certificate) = Breached();
        certificate[figure] = Wrong(certificate[figure]!.GetValue<string>());

        await ShouldBeRefused([.. lines, certificate.ToJsonString()], figure);
    }

    [Theory]
    [InlineData("counted")]
    [InlineData("outside-hours")]
    [InlineData("holiday")]
    [InlineData("paused")]
    public async Task A_certificate_with_a_span_left_out_or_moved_or_called_something_else_is_refused(string kind)
    {
        foreach (var change in new Action<JsonArray, int>[]
        {
            (spans, index) => spans.RemoveAt(index),
            (spans, index) => spans[index]!["from"] = Wrong(spans[index]!["from"]!.GetValue<string>()),
            (spans, index) => (spans[index]!["to"], spans[index + 1]!["from"]) = (Wrong(spans[index]!["to"]!.GetValue<string>()), Wrong(spans[index]!["to"]!.GetValue<string>())),
            (spans, index) => spans[index]!["kind"] = kind == "counted" ? "outside-hours" : "counted",
            (spans, index) => spans[index]!["name"] = "nothing",
        })
        {
            var (lines, certificate) = Breached();
            var spans = certificate["spans"]!.AsArray();
            var index = spans.ToList().FindIndex(span => span!["kind"]!.GetValue<string>() == kind);
            change(spans, index);
            // What a span outside of hours is called says nothing, and neither does the name of one that is counted.
            if (spans.Any(span => span!["name"]?.GetValue<string>() == "nothing") && kind is "counted" or "outside-hours") continue;

            await ShouldBeRefused([.. lines, certificate.ToJsonString()], "span");
        }
    }

    [Fact]
    public async Task The_first_of_two_disagreements_is_named()
    {
        var (lines, certificate) = Breached();
        var right = certificate.ToJsonString();
        certificate["elapsed"] = "PT1S";

        var (exitCode, said) = await CertificateChecker.Run([.. lines, right, certificate.ToJsonString(), certificate.ToJsonString()]);

        exitCode.ShouldBe(1);
        said.ShouldStartWith($"Line {lines.Length + 2}: resolution round 1 as of 2025-05-10T00:00:00Z: elapsed is PT1S, ");
    }

    [Fact]
    public async Task A_certificate_by_a_calendar_that_nobody_gave_cannot_be_checked() =>
        (await CertificateChecker.Run([Breached().Certificate.ToJsonString()])).ExitCode.ShouldBe(2);

    [Fact]
    public void The_checker_knows_no_other_project_and_no_package() =>
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "ServiceDesk.CertificateChecker", "ServiceDesk.CertificateChecker.csproj")).ShouldNotContain("Reference Include");

    private static async Task ShouldBeRefused(string[] lines, string what)
    {
        var (exitCode, said) = await CertificateChecker.Run(lines);

        exitCode.ShouldBe(1, what);
        said.ShouldStartWith($"Line {lines.Length}: resolution round 1");
    }

    /// <summary>A ticket over a holiday with a pause, solved too late.</summary>
    private static (string[] Calendars, JsonObject Certificate) Breached()
    {
        var year = new GeneratedYear();
        var (calendar, opened) = (new CalendarKey("Europe/Berlin", 1), Instant.FromUtc(2025, 4, 30, 14, 0));
        var history = ClockHistory.Of(
        [
            ClockFact.Of(FactKind.Opened, opened),
            ClockFact.Promised(GeneratedYear.Terms(2, calendar), opened),
            ClockFact.Paused("vendor", opened + Duration.FromHours(45)),
            ClockFact.Of(FactKind.Resumed, opened + Duration.FromHours(46)),
            ClockFact.Of(FactKind.Resolved, opened + Duration.FromDays(8)),
        ]);
        var certificate = history.Certify("resolution", Instant.FromUtc(2025, 5, 10, 0, 0), key => year.Calendars[key]).Single();
        return ([.. CalendarLines(year)], JsonNode.Parse(CertificateChecker.Line(certificate))!.AsObject());
    }

    /// <summary>A little more or later, or another word.</summary>
    private static string Wrong(string right)
    {
        if (InstantPattern.ExtendedIso.Parse(right) is { Success: true } at) return InstantPattern.ExtendedIso.Format(at.Value + Duration.FromMilliseconds(1));
        return right.Contains("PT", StringComparison.Ordinal) ? right[..^1] + ".001S" : "met";
    }

    private static IEnumerable<string> CalendarLines(GeneratedYear year) =>
        year.Calendars.Values.Where(one => one != WorkCalendar.AlwaysOpen).Select(one => CertificateChecker.Line(one.Definition));

    private static IEnumerable<Certificate> Certify(GeneratedYear year, ClockHistory history, Instant asOf) =>
        GeneratedYear.Clocks.SelectMany(clock => history.Certify(clock, asOf, key => year.Calendars[key]));

    private static IEnumerable<string> Traits(GeneratedYear year, Certificate one)
    {
        yield return one.State.ToString().ToLowerInvariant();
        foreach (var kind in one.Spans.Select(span => span.Kind).Distinct()) yield return kind == SpanKind.OutsideHours ? "outside-hours" : kind.ToString().ToLowerInvariant();
        if (one.Clock != "update" && one.Round > 1) yield return "reopened round";
        if (one.Terms.Select(terms => terms.Target).Distinct().Count() > 1) yield return "other target";
        if (one.Terms.Select(terms => (terms.Calendar, terms.CalendarVersion)).Distinct().Count() > 1) yield return "other calendar";
        if (one.Terms.Any(terms => terms.From == one.BreachedAt && terms.From > one.Started)) yield return "late target";
        var zone = year.Calendars[new CalendarKey(one.Terms[^1].Calendar, one.Terms[^1].CalendarVersion)].Zone;
        if (one.Spans.Count > 0 && zone.GetUtcOffset(one.Started) != zone.GetUtcOffset(one.Spans[^1].To)) yield return "clock changed";
    }
}
