using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Messaging;

namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>What happened to a ticket, as far as figures care. Written as numbers into the read model.</summary>
internal enum StoryKind
{
    Submitted = 1,
    Opened = 2,
    Routed = 3,
    Assigned = 4,
    Promised = 5,
    Corrected = 6,
    TakenUp = 7,
    Responded = 8,
    Told = 9,
    RequesterWrote = 10,
    Diagnosed = 11,
    Paused = 12,
    Resumed = 13,
    Chosen = 14,
    Approved = 15,
    Implemented = 16,
    Verified = 17,
    Resolved = 18,
    Confirmed = 19,
    Rejected = 20,
    Closed = 21,
    Reopened = 22,
    Ended = 23,
    Restored = 24,
    CalledBack = 25,
    Surveyed = 26,
    ArticleUsed = 27,
    Escalated = 28,
    HandedOn = 29,
    Judged = 30,
    ImportedStep = 31,
    Graded = 32,
}

/// <summary>What was judged of a round of a clock.</summary>
internal sealed record StoryVerdict(
    [property: JsonPropertyName("c")] ClockName Clock,
    [property: JsonPropertyName("r")] int Round,
    [property: JsonPropertyName("s")] ClockOutcome State,
    [property: JsonPropertyName("f")] Instant Started,
    [property: JsonPropertyName("e")] Instant? Stopped,
    [property: JsonPropertyName("b")] Instant? BreachedAt,
    [property: JsonPropertyName("u")] Duration Elapsed,
    [property: JsonPropertyName("p")] string Policy,
    [property: JsonPropertyName("y")] Priority Priority,
    [property: JsonPropertyName("t")] string? Team);

/// <summary>By what a ticket was graded, and which version of the table of priorities said so.</summary>
internal sealed record StoryGrade(
    [property: JsonPropertyName("i")] Impact Impact,
    [property: JsonPropertyName("u")] Urgency Urgency,
    [property: JsonPropertyName("m")] Importance Importance,
    [property: JsonPropertyName("y")] Priority Priority,
    [property: JsonPropertyName("v")] bool IsVip,
    [property: JsonPropertyName("t")] string Table);

/// <summary>
/// An entry of the ledger about a ticket, with nothing but what figures are made of. The facts of a ticket in the order of the ledger are its story; cut
/// at a position it is what was known there.
/// </summary>
internal sealed record StoryFact(
    [property: JsonPropertyName("n")] long Position, [property: JsonPropertyName("k")] StoryKind Kind, [property: JsonPropertyName("a")] Instant At)
{
    private static readonly EventTypes types = DeskTypes.Create();

    private static readonly HashSet<string> told =
    [
        .. new[]
        {
            typeof(TicketSubmitted), typeof(CaseOpened), typeof(TicketRouted), typeof(CaseAssigned), typeof(PromiseChanged), typeof(CaseCorrected), typeof(WorkAccepted),
            typeof(ResponseGiven), typeof(ProgressReported), typeof(RequesterWrote), typeof(DiagnosisRecorded), typeof(DiagnosisCompleted), typeof(WorkPaused), typeof(WorkResumed),
            typeof(SolutionChosen), typeof(SolutionApproved), typeof(ImplementationFinished), typeof(SolutionVerified), typeof(TicketResolved), typeof(SolutionConfirmed),
            typeof(SolutionRejected), typeof(TicketClosed), typeof(CaseReopened), typeof(CaseEnded), typeof(CaseResumed), typeof(CallBackRecorded), typeof(SurveyAnswered),
            typeof(ArticleUsed), typeof(EscalationRaised), typeof(TicketAssigned), typeof(TicketGraded), typeof(ClockBreached), typeof(ClockJudged), typeof(ClockRejudged), typeof(HistoryImported),
        }.Select(types.NameOf),
    ];

    private static readonly JsonSerializerOptions json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new MicrosecondsOfInstant(), new MicrosecondsOfDuration() },
    };

    [JsonPropertyName("num")] public string? Number { get; init; }
    [JsonPropertyName("org")] public string? Organization { get; init; }
    [JsonPropertyName("req")] public string? Requester { get; init; }
    [JsonPropertyName("chn")] public string? Channel { get; init; }
    [JsonPropertyName("svc")] public string? Service { get; init; }
    [JsonPropertyName("knd")] public TicketKind? TicketKind { get; init; }
    [JsonPropertyName("cat")] public string? Category { get; init; }
    [JsonPropertyName("pri")] public Priority? Priority { get; init; }
    [JsonPropertyName("tm")] public string? Team { get; init; }
    [JsonPropertyName("ag")] public string? Agent { get; init; }

    /// <summary>Which of the known promises holds from then on.</summary>
    [JsonPropertyName("pr")] public string? Promise { get; init; }

    /// <summary>The policy of that promise.</summary>
    [JsonPropertyName("pol")] public string? Policy { get; init; }

    /// <summary>The clocks that it promises.</summary>
    [JsonPropertyName("cl")] public IReadOnlyList<ClockName>? Clocks { get; init; }

    /// <summary>For whom the work waits.</summary>
    [JsonPropertyName("wt")] public PauseReason? Waits { get; init; }

    /// <summary>Of a pause: the requester was asked in words. Of an article: it helped. Of a closing: a rule closed it. Of a test: passed.</summary>
    [JsonPropertyName("y")] public bool? Yes { get; init; }

    [JsonPropertyName("end")] public CaseEnd? End { get; init; }

    /// <summary>Of a survey the score.</summary>
    [JsonPropertyName("sc")] public int? Score { get; init; }

    /// <summary>Until when the requester may rate the work, of a closing that asks for it.</summary>
    [JsonPropertyName("su")] public Instant? SurveyUntil { get; init; }

    [JsonPropertyName("v")] public StoryVerdict? Verdict { get; init; }

    [JsonPropertyName("gr")] public StoryGrade? Grade { get; init; }

    /// <summary>Of the first routing the skills that the ticket needs; null = none, or before there were such rules.</summary>
    [JsonPropertyName("nd")] public IReadOnlyList<NeededSkill>? Needs { get; init; }

    /// <summary>The fact that an entry of the ledger tells, with the promise that it names in full; null when figures do not care.</summary>
    public static (StoryFact Fact, Promise? Promise)? Of(LedgerEntry entry, long position)
    {
        if (!told.Contains(entry.Type)) return null;
        var (fact, promise) = types.Read(entry.Type, entry.Data.Text) switch
        {
            TicketSubmitted e => (Fact(StoryKind.Submitted, e.At) with
            {
                Number = e.Number,
                Organization = e.Organization,
                Requester = e.Requester,
                Channel = e.Channel,
                Service = e.AffectedSystem,
                TicketKind = e.Kind,
                Category = e.Category,
            }, null),
            CaseOpened e => (Fact(StoryKind.Opened, e.At) with { Organization = e.Organization, TicketKind = e.Kind, Service = e.AffectedSystem }, e.Promise),
            TicketRouted e => (Fact(StoryKind.Routed, e.At) with
            {
                Category = e.Category,
                Priority = e.Priority,
                Team = e.Team,
                Agent = e.Agent,
                Grade = new StoryGrade(e.Impact, e.Urgency, e.Importance, e.Priority, e.Vip is not null, e.MatrixVersion),
                Needs = e.Basis?.Skills is { Count: > 0 } needs ? needs : null,
            }, null),
            TicketGraded e => (Fact(StoryKind.Graded, e.At) with { Grade = new StoryGrade(e.Impact, e.Urgency, e.Importance, e.Priority, e.Rules.Contains("vip"), e.MatrixVersion) }, null),
            CaseAssigned e => (Fact(StoryKind.Assigned, e.At) with { Category = e.Category, Priority = e.Priority, Team = e.Team, Agent = e.Agent }, e.Promise),
            PromiseChanged e => (Fact(StoryKind.Promised, e.At), e.Promise),
            CaseCorrected e => (Fact(StoryKind.Corrected, e.At) with
            {
                TicketKind = Hosting.Words.Find<TicketKind>(e.Values.GetValueOrDefault("kind")),
                Service = e.Values.GetValueOrDefault("affectedSystem"),
            }, null),
            WorkAccepted e => (Fact(StoryKind.TakenUp, e.At), null),
            ResponseGiven e => (Fact(StoryKind.Responded, e.At), null),
            ProgressReported e => (Fact(StoryKind.Told, e.At), null),
            RequesterWrote e => (Fact(StoryKind.RequesterWrote, e.At), null),
            DiagnosisRecorded e => (Fact(StoryKind.Diagnosed, e.At), null),
            DiagnosisCompleted e => (Fact(StoryKind.Diagnosed, e.At), null),
            WorkPaused e => (Fact(StoryKind.Paused, e.At) with { Waits = e.Reason, Yes = e.Question is not null }, null),
            WorkResumed e => (Fact(StoryKind.Resumed, e.At), null),
            SolutionChosen e => (Fact(StoryKind.Chosen, e.At) with { Yes = e.Approvals.Count > 0 }, null),
            SolutionApproved e => (Fact(StoryKind.Approved, e.At), null),
            ImplementationFinished e => (Fact(StoryKind.Implemented, e.At), null),
            SolutionVerified e => (Fact(StoryKind.Verified, e.At) with { Yes = e.Passed }, null),
            TicketResolved e => (Fact(StoryKind.Resolved, e.At) with { Team = e.Team, Agent = e.Agent }, null),
            SolutionConfirmed e => (Fact(StoryKind.Confirmed, e.At), null),
            SolutionRejected e => (Fact(StoryKind.Rejected, e.At), null),
            TicketClosed e => (Fact(StoryKind.Closed, e.At) with { Yes = e.Rule is not null, SurveyUntil = e.SurveyUntil }, null),
            CaseReopened e => (Fact(StoryKind.Reopened, e.At), null),
            CaseEnded e => (Fact(StoryKind.Ended, e.At) with { End = e.End }, null),
            CaseResumed e => (Fact(StoryKind.Restored, e.At), null),
            CallBackRecorded e => (Fact(StoryKind.CalledBack, e.At) with { Yes = e.Reached }, null),
            SurveyAnswered e => (Fact(StoryKind.Surveyed, e.At) with { Score = e.Score }, null),
            ArticleUsed e => (Fact(StoryKind.ArticleUsed, e.At) with { Yes = e.Helped }, null),
            EscalationRaised e => (Fact(StoryKind.Escalated, e.At), null),
            TicketAssigned { Cause: AssignmentCause.Escalated } e => (Fact(StoryKind.HandedOn, e.At), null),
            ClockBreached e => (Judged(e.At, e.Certificate, e.Priority, e.Team), null),
            ClockJudged e => (Judged(e.At, e.Certificate, e.Priority, e.Team), null),
            ClockRejudged e => (Judged(e.At, e.Certificate, e.Priority, e.Team), null),
            HistoryImported e => (Fact(StoryKind.ImportedStep, e.At) with { Team = e.Team, Agent = e.Agent }, null),
            _ => ((StoryFact?)null, (Promise?)null),
        };
        if (fact is null) return null;
        return promise is null ? (fact, null) : (fact with
        {
            Promise = Promises.IdOf(promise),
            Policy = promise.PolicyVersion,
            Priority = fact.Priority ?? promise.Priority,
            Clocks = promise.Clocks is null ? [ClockName.Response, ClockName.Resolution] : [.. promise.Clocks.Select(one => one.Clock)],
        }, promise);

        StoryFact Fact(StoryKind kind, Instant at) => new(position, kind, at);

        StoryFact Judged(Instant at, ClockCertificate one, Priority priority, string? team) => Fact(StoryKind.Judged, at) with
        {
            Verdict = new StoryVerdict(one.Clock, one.Round, one.State, one.Started, one.Stopped, one.BreachedAt, one.Elapsed, one.Terms[^1].Policy, priority, team),
        };
    }

    /// <summary>A line of the text in which the story of a ticket is kept.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, json);

    /// <summary>The story of a ticket from its text, as it was known at a position.</summary>
    public static List<StoryFact> Read(string text, long until)
    {
        var facts = new List<StoryFact>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty) continue;
            var fact = JsonSerializer.Deserialize<StoryFact>(line, json)!;
            if (fact.Position > until) break;
            facts.Add(fact);
        }
        return facts;
    }

    private sealed class MicrosecondsOfInstant : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Instant.FromUnixTimeTicks(reader.GetInt64() * 10);

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToMicroseconds().ToUnixTimeTicks() / 10);
    }

    private sealed class MicrosecondsOfDuration : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Duration.FromTicks(reader.GetInt64() * 10);

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteNumberValue(value.BclCompatibleTicks / 10);
    }
}
