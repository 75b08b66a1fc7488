using System.Text.Json;
using NodaTime;
using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;
using ServiceDesk.Messaging;
using Models = ServiceDesk.EventStore.ReadModels;

namespace ServiceDesk.IntegrationTests.Sla;

/// <summary>Under what the report counts a clock, from the entries of the ledger alone.</summary>
public sealed class ReportedClocks(Cluster cluster) : IAsyncLifetime
{
    private static readonly Instant opened = Instant.FromUtc(2026, 10, 5, 8, 0);
    private static readonly Duration hour = Duration.FromHours(1);
    private static readonly EventTypes types = DeskTypes.Create(typeof(LedgerEntry).Assembly);

    private readonly LogDatabase database = new(cluster);
    private readonly Guid ticket = Guid.CreateVersion7();

    private Journal journal = null!;
    private Models models = null!;
    private int written;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        journal = new Journal(new JournalOptions("analytics", database.ServiceConnection), types, Guid.CreateVersion7);
        models = new Models(journal, database.ServiceConnection, [(new FactsReadModel(), journal)]);
        await models.Start(TestContext.Current.CancellationToken);
        await Record(Submitted());
    }

    public async ValueTask DisposeAsync()
    {
        await models.DisposeAsync();
        await journal.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_later_policy_priority_or_team_moves_no_clock_that_has_its_outcome()
    {
        await Happened(Opened(First(Priority.P3)), Assigned("desk", First(Priority.P3)), Met(ClockName.Response, "standard-1", Priority.P3, "desk"));
        await Happened(Assigned("network", Later(Priority.P1, 2)), new PromiseChanged(Later(Priority.P1, 3), "policies", opened + (3 * hour)));

        (await Counted("policy")).ShouldBe(["acme-3 resolution open", "standard-1 response met"]);
        (await Counted("priority")).ShouldBe(["p1 resolution open", "p3 response met"]);
        (await Counted("team")).ShouldBe(["desk response met", "network resolution open"]);
    }

    [Fact]
    public async Task A_stop_after_the_breach_leaves_the_breach_where_it_was_reported()
    {
        await Happened(Opened(First(Priority.P3)), Assigned("desk", First(Priority.P3)), Breached("standard-1", Priority.P3, "desk", stopped: null));
        await Happened(Assigned("network", Later(Priority.P1, 2)), Breached("acme-2", Priority.P1, "network", stopped: opened + (5 * hour)));

        (await Counted("policy")).ShouldContain("standard-1 response breached");
        (await Counted("priority")).ShouldContain("p3 response breached");
        (await Counted("team")).ShouldContain("desk response breached");
    }

    [Fact]
    public async Task Another_outcome_counts_under_what_it_was_judged_by()
    {
        await Happened(Opened(First(Priority.P3)), Assigned("desk", First(Priority.P3)), Breached("standard-1", Priority.P3, "desk", stopped: null));
        await Happened(Assigned("network", Later(Priority.P4, 2)), Met(ClockName.Response, "acme-2", Priority.P4, "network"));

        (await Counted("policy")).ShouldContain("acme-2 response met");
        (await Counted("priority")).ShouldContain("p4 response met");
        (await Counted("team")).ShouldContain("network response met");
    }

    [Fact]
    public async Task A_clock_whose_outcome_is_taken_back_runs_by_what_was_promised_meanwhile()
    {
        await Happened(Opened(First(Priority.P3)), Assigned("desk", First(Priority.P3)), Breached("standard-1", Priority.P3, "desk", stopped: null));
        await Happened(Assigned("network", First(Priority.P4)), Rejudged(Certificate(ClockName.Response, 1, "standard-1", ClockOutcome.Running, null, null), Priority.P4, "network"));

        (await Counted("priority")).ShouldBe(["p4 resolution open", "p4 response open"]);
        (await Counted("team")).ShouldBe(["network resolution open", "network response open"]);
    }

    [Fact]
    public async Task A_later_round_that_is_void_ended_with_its_ticket()
    {
        await Happened(
            Opened(Later(Priority.P3, 2)), Met(ClockName.Update, "acme-2", Priority.P3, null),
            new CaseEnded(CaseEnd.Withdrawn, "person-ada", "person-grace", null, null, null, opened + (2 * hour)),
            Judged(Certificate(ClockName.Update, 2, "acme-2", ClockOutcome.Void, null, null), Priority.P3, null));
        (await Counted("policy")).ShouldBeEmpty();
        (await Counted("policy", opened + (90 * Duration.FromMinutes(1)))).ShouldContain("acme-2 update open", "it ran before the ticket ended");

        await Happened(
            new CaseResumed("person-ada", "person-grace", null, true, opened + (3 * hour)),
            Rejudged(Certificate(ClockName.Update, 2, "acme-2", ClockOutcome.Running, null, null), Priority.P3, null));
        (await Counted("policy")).ShouldContain("acme-2 update open");
    }

    [Fact]
    public async Task A_report_is_as_of_the_newest_event_that_its_rows_show()
    {
        await Happened(Opened(First(Priority.P3)));
        var shown = await database.Ask<DateTime>("select max(at) from events");
        await models.DisposeAsync();
        await Record(Assigned("desk", First(Priority.P3)));

        (await Known()).ShouldBe(Instant.FromDateTimeUtc(shown));
        (await database.Ask<DateTime>("select max(at) from events")).ShouldBeGreaterThan(shown);
    }

    [Fact]
    public async Task A_report_of_an_earlier_position_is_the_one_that_was_given_then()
    {
        await Happened(Opened(First(Priority.P3)), Assigned("desk", First(Priority.P3)));
        var (position, before) = (await journal.Head(TestContext.Current.CancellationToken), await Bytes(null));
        await Happened(Met(ClockName.Response, "standard-1", Priority.P3, "desk"), Assigned("network", Later(Priority.P1, 2)));

        (await Bytes(null)).ShouldNotBe(before);
        (await Bytes(position)).ShouldBe(before);
    }

    [Fact]
    public async Task What_was_counted_by_month_beforehand_is_what_is_counted_clock_by_clock()
    {
        await Happened(
            Opened(First(Priority.P3)), Assigned("desk", First(Priority.P3)), Breached("standard-1", Priority.P3, "desk", stopped: null),
            Judged(Certificate(ClockName.Resolution, 1, "standard-1", ClockOutcome.Met, opened + Duration.FromDays(30), null), Priority.P3, "desk"),
            Breached("standard-1", Priority.P3, "desk", stopped: opened + (5 * hour)));
        await Happened(
            new CaseEnded(CaseEnd.Invalid, "person-ada", "person-grace", null, null, null, opened + Duration.FromDays(60)));
        var months = new ReportScope(Instant.FromUtc(2026, 10, 1, 0, 0), Instant.FromUtc(2026, 12, 1, 0, 0), DateTimeZone.Utc, ["month", "priority", "team"], null, false, null);
        var position = await journal.Head(TestContext.Current.CancellationToken);
        var byMonth = await Rows(months, null);
        await Happened(new CaseResumed("person-ada", "person-grace", null, true, opened + Duration.FromDays(61)));

        byMonth.ShouldBe(["2026-10|p3|desk response 1 0 1 0 PT1H48S", "2026-11|p3|desk resolution 1 1 0 0 PT1H48S"]);
        (await Rows(months, position)).ShouldBe(byMonth, "it is told anew, clock by clock");
    }

    [Fact]
    public async Task A_report_is_narrowed_to_clocks_that_had_a_value_when_they_counted()
    {
        await Happened(Opened(First(Priority.P3)), Assigned("desk", First(Priority.P3)), Met(ClockName.Response, "standard-1", Priority.P3, "desk"));
        await Happened(Assigned("network", Later(Priority.P1, 2)));
        var scope = new ReportScope(null, opened + (6 * hour), DateTimeZone.Utc, ["weekday", "hour"], null, false, null);

        (await Outcomes(scope with { Only = [("team", "desk")] })).ShouldBe(["1|09 response met"]);
        (await Outcomes(scope with { Only = [("priority", "p1"), ("team", "network")] })).ShouldBe(["open|open resolution open"]);
        (await Outcomes(scope with { Only = [("priority", "p3"), ("team", "network")] })).ShouldBeEmpty();
        (await Outcomes(scope with { By = ["all"] })).ShouldBe(["all resolution open", "all response met"]);
    }

    private async Task<List<string>> Rows(ReportScope scope, long? position)
    {
        await using var facts = await FactSource.Open(journal, position, TestContext.Current.CancellationToken);
        var tables = await SlaReport.Definition.Compute(scope, facts, TestContext.Current.CancellationToken);
        return [.. tables[0].Rows.Select(row => $"{Grouping.Join(row.Keys)} {Value(row, "clock")} {Value(row, "count")} {Value(row, "met")} {Value(row, "breached")} {Value(row, "open")} {(Value(row, "median") is Duration median ? EventJson.Format(median) : null)}")];
    }

    private static object? Value(ReportRow row, string name) => row.Values.Single(one => one.Name == name).Value;

    private async Task<string> Bytes(long? position)
    {
        await using var facts = await FactSource.Open(journal, position, TestContext.Current.CancellationToken);
        var scope = new ReportScope(null, null, DateTimeZone.Utc, ["priority", "team"], null, false, null);
        var report = new ReportDocument(SlaReport.Definition, scope, "analytics", facts.Position, facts.At, await SlaReport.Definition.Compute(scope, facts, TestContext.Current.CancellationToken));
        return System.Text.Encoding.UTF8.GetString(report.ToJson());
    }

    private async Task<Instant> Known()
    {
        await using var facts = await FactSource.Open(journal, null, TestContext.Current.CancellationToken);
        return facts.At;
    }

    private async Task Happened(params object[] events)
    {
        foreach (var one in events) await Record(one);
        await models.UntilShown("facts", await journal.Head(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }

    private async Task Record(object happened)
    {
        var id = $"resolution/{++written}";
        var entry = new LedgerEntry(
            id, "/servicedesk/resolution", types.NameOf(happened), ticket.ToString(), Streams.Ticket(ticket), written, "person-ada", null, null, null, null, null, opened, opened,
            new RawJson(JsonSerializer.Serialize(happened, happened.GetType(), types.Json)));
        var append = new StreamAppend(id, 0, [new NewEvent(entry, new EventMeta { Actor = "service:analytics" }, opened)]);
        (await journal.Append([append], TestContext.Current.CancellationToken)).Conflict.ShouldBeFalse();
    }

    /// <summary>Key, clock and outcome of every row that counts before an instant, six hours after the ticket was opened when none is given.</summary>
    private async Task<IReadOnlyList<string>> Counted(string by, Instant? to = null)
    {
        return await Outcomes(new ReportScope(null, to ?? opened + (6 * hour), DateTimeZone.Utc, [by], null, false, null));
    }

    private async Task<IReadOnlyList<string>> Outcomes(ReportScope scope)
    {
        await using var facts = await FactSource.Open(journal, null, TestContext.Current.CancellationToken);
        var tables = await SlaReport.Definition.Compute(scope, facts, TestContext.Current.CancellationToken);
        return [.. tables[0].Rows.SelectMany(row => ((string[])["met", "breached", "open"]).Where(outcome => Value(row, outcome) is 1L).Select(outcome => $"{Grouping.Join(row.Keys)} {Value(row, "clock")} {outcome}")).Order(StringComparer.Ordinal)];
    }

    private static TicketSubmitted Submitted() => new(
        "INC-000001", TicketKind.Incident, "Printer", "It is out of paper.", "person-grace", "Grace", null, null, "acme", null, null, null, "portal", null, null, null, opened);

    private static CaseOpened Opened(Promise promise) => new("INC-000001", TicketKind.Incident, "Printer", "person-grace", "Grace", "acme", "portal", promise, opened);

    private static CaseAssigned Assigned(string team, Promise promise) => new("hardware", promise.Priority, team, null, promise, opened + hour);

    /// <summary>As the policies that were shipped promise it: by the clock on the wall.</summary>
    private static Promise First(Priority priority) => Resolution.SlaPolicy.For(priority);

    /// <summary>As policies that people defined promise it.</summary>
    private static Promise Later(Priority priority, int version) => First(priority) with
    {
        PolicyVersion = $"acme-{version}",
        Policies = version,
        Clocks = [.. new[] { ClockName.Response, ClockName.Update, ClockName.Resolution }
            .Where(clock => clock != ClockName.Update || version == 2 && priority == Priority.P3)
            .Select(clock => new ClockPromise(clock, hour, null, [], [], Reopening.Resume))],
    };

    private static ClockJudged Met(ClockName clock, string policy, Priority priority, string? team) =>
        Judged(Certificate(clock, 1, policy, ClockOutcome.Met, opened + hour, null), priority, team);

    private static ClockJudged Breached(string policy, Priority priority, string? team, Instant? stopped) =>
        Judged(Certificate(ClockName.Response, 1, policy, ClockOutcome.Breached, stopped, opened + (4 * hour)), priority, team);

    private static ClockJudged Judged(ClockCertificate certificate, Priority priority, string? team) =>
        new(certificate.Clock, 1, "INC-000001", "acme", priority, team, certificate, opened + (2 * hour));

    private static ClockRejudged Rejudged(ClockCertificate certificate, Priority priority, string? team) =>
        new(certificate.Clock, 2, "INC-000001", "acme", priority, team, null, certificate, "resolution/1", opened + (2 * hour));

    private static ClockCertificate Certificate(ClockName clock, int round, string policy, ClockOutcome state, Instant? stopped, Instant? breached) => new(
        clock, round, opened + (2 * hour), state, opened + ((round - 1) * hour), stopped, hour, Duration.Zero, hour, Duration.Zero, opened + hour, breached,
        [new CertificateTerms(opened, policy, hour, "24x7", 1, [])], []);
}
