using System.Text.Json;
using NodaTime;
using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Contracts;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class TicketStoryTests
{
    private static readonly Guid ticket = new("0197f0a0-0000-7000-8000-000000000001");

    [Fact]
    public void A_ticket_that_was_asked_about_and_solved_spends_its_time_in_stages_end_to_end()
    {
        var (figures, _) = Tell(
            Submitted, Opening, Assignment with { At = At(10) }, new WorkAccepted(Ada.Id, At(20)), new WorkPaused(Ada.Id, PauseReason.Requester, At(30)), new WorkResumed(Ada.Id, At(50)),
            Solved(At(60)), new TicketClosed(Ada.Id, At(90)));

        Stages(figures).ShouldBe("unassigned 10 untouched 10 working 20 waiting-requester 20 confirming 30");
        (figures.OwnedAt, figures.RespondedAt, figures.ResolvedAt, figures.ClosedAt).ShouldBe((At(10), At(30), At(60), At(90)));
        figures.Trace.ShouldBe("SOTALX");
    }

    [Fact]
    public void A_reopening_takes_the_solution_back_and_the_time_while_closed_is_nobodys()
    {
        var (figures, _) = Tell(
            Submitted, Opening, Assignment with { At = At(10) }, Solved(At(60)), new TicketClosed(Ada.Id, At(90)), new CaseReopened(Grace.Id, Grace.Id, null, null, null, At(190)),
            Solved(At(200)), new TicketClosed(Ada.Id, At(210)));

        (figures.Reopens, figures.FirstResolvedAt, figures.ResolvedAt, figures.ClosedAt).ShouldBe((1, At(60), At(200), At(210)));
        figures.Stages.Aggregate(Duration.Zero, (sum, one) => sum + one).ShouldBe(Duration.FromMinutes(110));
    }

    [Fact]
    public void Moves_between_teams_and_agents_are_counted_and_back_to_nobody_is_none()
    {
        var (figures, _) = Tell(
            Submitted, Opening, Assignment, Assignment with { Team = "network", Agent = null, At = At(5) }, Assignment with { Team = "network", Agent = "person-bob", At = At(6) },
            Assignment with { Team = "network", Agent = "person-bob", Priority = Priority.P1, At = At(7) });

        (figures.Hops, figures.Handovers, figures.Team, figures.Agent, figures.Priority).ShouldBe((1, 1, "network", "person-bob", "p1"));
    }

    [Fact]
    public void A_breach_is_caused_by_the_stage_that_took_most_of_the_time_until_then()
    {
        var (_, clocks) = Tell(
            Submitted, Opening, Assignment with { Agent = null, At = At(1) }, Assignment with { At = At(200) },
            new ClockBreached(ClockName.Response, 1, "INC-000123", "acme", Priority.P2, "first-line", null, At(240), Certificate(ClockOutcome.Breached, null, At(240)), At(240)));

        var response = clocks.Single(one => one.Clock == "response");
        (response.Breached, response.OutcomeAt, response.Cause, response.Elapsed).ShouldBe((true, At(240), "unassigned", null));
        clocks.Single(one => one.Clock == "resolution").Breached.ShouldBeNull();
    }

    [Fact]
    public void A_story_cut_at_a_position_is_what_was_known_there()
    {
        object[] events = [Submitted, Opening, Assignment, Solved(At(60))];
        var text = string.Concat(events.Select((e, i) => Fact(e, i + 1)!.ToLine() + "\n"));

        TicketStory.Tell(ticket, StoryFact.Read(text, 3))!.Value.Ticket.ResolvedAt.ShouldBeNull();
        TicketStory.Tell(ticket, StoryFact.Read(text, 4))!.Value.Ticket.ResolvedAt.ShouldBe(At(60));
        TicketStory.Tell(ticket, StoryFact.Read(text, 0)).ShouldBeNull();
    }

    [Theory]
    [InlineData("SROADLCX", "")]
    [InlineData("SROADLX", "closed-without-confirmation")]
    [InlineData("SRLX", "resolved-without-owner resolved-without-response resolved-without-diagnosis closed-without-confirmation")]
    [InlineData("SROADLCXEX", "closed-without-solution closed-without-confirmation")]
    [InlineData("SROADHNIVLCX", "implemented-without-approval")]
    [InlineData("SROADHNPILCX", "resolved-without-verification")]
    [InlineData("SROADHILUX", "resolved-without-verification")]
    public void A_step_before_what_it_needs_is_a_deviation_from_the_flow(string trace, string deviations) =>
        string.Join(' ', new Analytics.Reports.Conformance.ProcessModel(Analytics.Reports.Conformance.ProcessModelHistory.Initial.Versions[0]).Deviations(trace)).ShouldBe(deviations);

    [Fact]
    public void A_histogram_is_at_most_a_thirtysecond_beside_and_what_was_added_can_be_taken_away()
    {
        var histogram = new Histogram();
        foreach (var seconds in (long[])[0, 1, 15, 16, 17, 59, 3600, 3601, 86_400, 2_592_000, 100_000_000])
        {
            var middle = Histogram.MiddleOf(Histogram.BucketOf(Duration.FromSeconds(seconds)));
            Math.Abs(middle.TotalSeconds - seconds).ShouldBeLessThanOrEqualTo(seconds / 32d, $"{seconds} s");
            histogram.Add(Duration.FromSeconds(seconds), 1);
        }
        histogram.Percentile(50).ShouldBe(Histogram.MiddleOf(Histogram.BucketOf(Duration.FromSeconds(59))));
        var merged = Histogram.Read(histogram.Write());
        merged.Write().ShouldBe(histogram.Write());
        foreach (var seconds in (long[])[0, 1, 15, 16, 17, 59, 3600, 3601, 86_400, 2_592_000, 100_000_000]) merged.Add(Duration.FromSeconds(seconds), -1);
        merged.Write().ShouldBeEmpty();
        merged.Percentile(50).ShouldBeNull();
    }

    [Fact]
    public void No_cell_of_a_file_is_a_formula()
    {
        var scope = new ReportScope(null, null, DateTimeZone.Utc, ["team"], null, false, null);
        var report = new ReportDocument(FlowReport.Definition, scope, "analytics", 7, At(1),
            [new("rows", [new(["=cmd|' /C calc'!A0"], [("inflow", 1L), ("name", "+1, \"x\""), ("share", -0.5m)])])]);

        var csv = System.Text.Encoding.UTF8.GetString(ReportFiles.Csv(report));
        csv.ShouldContain("rows,'=cmd|' /C calc'!A0,1,\"'+1, \"\"x\"\"\",-0.5\r\n");
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(ReportFiles.Xlsx(report)));
        using var sheet = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = System.Xml.Linq.XDocument.Parse(sheet.ReadToEnd());
        xml.Descendants().Where(one => one.Name.LocalName == "f").ShouldBeEmpty();
        xml.Descendants().Where(one => one.Name.LocalName == "t").Select(one => one.Value).ShouldContain("=cmd|' /C calc'!A0");
        ReportFiles.Xlsx(report).ShouldBe(ReportFiles.Xlsx(report));
    }

    [Fact]
    public void An_id_holds_all_that_a_report_depends_on()
    {
        var query = new ReportQuery("2026-01-01T00:00:00Z", "2026-02-01T00:00:00+08:00", "team,month", "Asia/Shanghai", "a&b=c", "true", null, null, null, Team: "first-line", Channel: "x&by=agent");
        ReportScope.TryRead(query, SlaReport.Definition, Root, out var scope, out _).ShouldBeTrue();

        ReportScope.TryReadId(scope.IdOf(SlaReport.Definition, 42), out var name, out var version, out var position, out var again).ShouldBeTrue();
        ReportScope.TryRead(again, SlaReport.Definition, Root, out var same, out _).ShouldBeTrue();

        (name, version, position, same.ToText()).ShouldBe(("sla", 2, 42L, scope.ToText()));
        same.Only.ShouldBe([("channel", "x&by=agent"), ("team", "first-line")]);
        foreach (var wrong in (string[])["", "sla", "sla@2:x:", "sla@2:1:%%%", "sla:1:YQ", "a:b:c:d"]) ReportScope.TryReadId(wrong, out _, out _, out _, out _).ShouldBeFalse(wrong);
    }

    private static TicketResolved Solved(Instant at) => new(Ada.Id, Grace.Id, "New cable", null, "first-line", Ada.Id, at);

    private static string Stages(TicketFigures figures) => string.Join(' ', Enum.GetValues<Stage>()
        .Where(stage => figures.Stages[(int)stage] > Duration.Zero).Select(stage => $"{Hosting.Words.Of(stage)} {figures.Stages[(int)stage].TotalMinutes}"));

    private static ClockCertificate Certificate(ClockOutcome state, Instant? stopped, Instant? breached) => new(
        ClockName.Response, 1, At(241), state, Opened, stopped, Duration.FromMinutes(240), Duration.Zero, Duration.FromMinutes(240), Duration.Zero, At(240), breached,
        [new CertificateTerms(Opened, "standard-1", Duration.FromMinutes(240), "24x7", 1, [])], []);

    private static (TicketFigures Ticket, IReadOnlyList<ClockFigures> Clocks) Tell(params object[] events) =>
        TicketStory.Tell(ticket, [.. events.Select((e, i) => StoryFact.Read(Fact(e, i + 1)!.ToLine(), long.MaxValue).Single())])!.Value;

    internal static StoryFact? Fact(object e, long position) => StoryFact.Of(Entry(e), position)?.Fact;

    internal static LedgerEntry Entry(object e) => new(
        "resolution/1", "/servicedesk/resolution", Types.NameOf(e), ticket.ToString(), $"ticket-{ticket}", 1, Ada.Id, null, null, null, null, null, Opened, Opened,
        new RawJson(JsonSerializer.Serialize(e, e.GetType(), Types.Json)));
}
