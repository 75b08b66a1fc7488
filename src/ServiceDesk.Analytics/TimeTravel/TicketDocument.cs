using System.Collections.Immutable;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.TimeTravel;

/// <summary>What was last told of a round of a clock. Outcome null = running, as far as anybody was told.</summary>
internal sealed record ClockWord(ClockName Clock, int Round, Duration? Target, string Policy, ClockOutcome? Outcome, Instant? DueAt, Instant? StoppedAt, Duration? Elapsed, Duration? Remaining);

/// <summary>Something that was said between requester and desk.</summary>
internal sealed record Said(string Kind, string By, string Text, Instant At);

/// <summary>
/// The whole ticket as the facts of all services tell it: what was asked and corrected, whose it is and how urgent, where the work stands, what was
/// said, what was promised and told of the clocks, how it ended. Null until a fact tells it.
/// </summary>
internal sealed record TicketDocument
{
    public static TicketDocument Initial { get; } = new();

    public string? Number { get; init; }
    public TicketKind? Kind { get; init; }
    public string? Subject { get; init; }
    public string? Description { get; init; }
    public string? Requester { get; init; }
    public string? RequesterName { get; init; }
    public string? Organization { get; init; }
    public string? Channel { get; init; }
    public string? AffectedSystem { get; init; }
    public Impact? Impact { get; init; }
    public Urgency? Urgency { get; init; }

    /// <summary>Where the work stands, by Resolution; null until there is a case.</summary>
    public Standing? Standing { get; init; }

    /// <summary>How often it was handed on.</summary>
    public int Hops { get; init; }

    public Instant? OpenedAt { get; init; }
    public Instant? RespondedAt { get; init; }
    public Instant? ResolvedAt { get; init; }
    public string? Solution { get; init; }
    public Instant? ClosedAt { get; init; }
    public int Reopenings { get; init; }
    public Guid? MergedInto { get; init; }
    public bool Confidential { get; init; }
    public ImmutableList<Said> Conversation { get; init; } = [];
    public ImmutableList<ClockWord> Clocks { get; init; } = [];

    /// <summary>The document after one more fact; a fact that says nothing of it leaves it as it is.</summary>
    public TicketDocument Evolve(object body)
    {
        var told = body switch
        {
            TicketSubmitted one => Submitted(one),
            TicketCorrected one => Corrected(one),
            MessageReceived one => Say("message", one.By, one.Text, one.At),
            ContactRecorded one => Say("call", one.By, one.Transcript, one.At),
            TicketMerged one => this with { MergedInto = one.Into },
            TicketUnmerged => this with { MergedInto = null },
            TicketConfidentialityChanged one => this with { Confidential = one.Confidential },
            TicketRouted one => this with { Impact = one.Impact, Urgency = one.Urgency },
            TicketGraded one => this with { Impact = one.Impact, Urgency = one.Urgency },
            TicketAssigned one => this with { Hops = one.Hops },
            CaseOpened one => Promised(one.Promise) with { OpenedAt = one.At },
            CaseAssigned one => Promised(one.Promise),
            PromiseChanged one => Promised(one.Promise),
            ResponseGiven one => Say("response", one.By, one.Message, one.At) with { RespondedAt = RespondedAt ?? one.At },
            ProgressReported one => Say("progress", one.By, one.Message, one.At) with { RespondedAt = RespondedAt ?? one.At },
            WorkPaused { Question: { } question } one => Say("question", one.By, question, one.At),
            TicketResolved one => Say("solution", one.By, one.Solution, one.At) with { ResolvedAt = one.At, Solution = one.Solution },
            SolutionRejected one => Say("rejection", one.By, one.Reason, one.At) with { ResolvedAt = null, Solution = null },
            CaseReopened => this with { ResolvedAt = null, ClosedAt = null, Solution = null, Reopenings = Reopenings + 1 },
            TicketClosed one => this with { ClosedAt = one.At },
            ClockWarned one => Told(new ClockWord(one.Clock, one.Round, null, "", null, one.DueAt, null, null, null)),
            ClockBreached one => Told(Word(one.Certificate)),
            ClockJudged one => Told(Word(one.Certificate)),
            ClockRejudged one => Told(Word(one.Certificate)),
            _ => this,
        };
        return TicketStep.Of(body) is { } step ? told with { Standing = Standing.After(Standing, step) } : told;
    }

    private TicketDocument Submitted(TicketSubmitted one) => this with
    {
        Number = one.Number,
        Kind = one.Kind,
        Subject = one.Subject,
        Description = one.Description,
        Requester = one.Requester,
        RequesterName = one.RequesterName,
        Organization = one.Organization,
        Channel = one.Channel,
        AffectedSystem = one.AffectedSystem,
        Impact = one.Impact,
        Urgency = one.Urgency,
        Confidential = one.Confidential,
    };

    private TicketDocument Corrected(TicketCorrected one) => this with
    {
        Kind = Words.Find<TicketKind>(one.Values.GetValueOrDefault("kind")) ?? Kind,
        Subject = one.Values.GetValueOrDefault("subject") ?? Subject,
        Description = one.Values.GetValueOrDefault("description") ?? Description,
        AffectedSystem = one.Values.GetValueOrDefault("affectedSystem") ?? AffectedSystem,
        Impact = Words.Find<Impact>(one.Values.GetValueOrDefault("impact")) ?? Impact,
        Urgency = Words.Find<Urgency>(one.Values.GetValueOrDefault("urgency")) ?? Urgency,
    };

    private TicketDocument Say(string kind, string by, string text, Instant at) => this with { Conversation = Conversation.Add(new Said(kind, by, text, at)) };

    /// <summary>A clock that is promised and of which nothing was told runs; the promise of a clock that was judged stands in its certificate.</summary>
    private TicketDocument Promised(Promise promise)
    {
        var promised = promise.Clocks is { } clocks
            ? clocks.Select(one => (one.Clock, one.Target))
            : [(ClockName.Response, promise.Response), (ClockName.Resolution, promise.Resolution)];
        return promised.Aggregate(this, (document, one) => document.Clocks.Any(clock => clock.Clock == one.Clock && clock.Outcome is not null)
            ? document
            : document.Told(new ClockWord(one.Clock, 1, one.Target, promise.PolicyVersion, null, null, null, null, null)));
    }

    private TicketDocument Told(ClockWord word)
    {
        var known = Clocks.Find(one => one.Clock == word.Clock && one.Round == word.Round);
        var merged = known is null ? word : word with { Target = word.Target ?? known.Target, Policy = word.Policy.Length > 0 ? word.Policy : known.Policy };
        return this with { Clocks = (known is null ? Clocks : Clocks.Remove(known)).Add(merged).Sort((a, b) => (a.Clock, a.Round).CompareTo((b.Clock, b.Round))) };
    }

    private static ClockWord Word(ClockCertificate one) => new(
        one.Clock, one.Round, one.Target, one.Terms[^1].Policy, one.State, one.Due, one.Stopped, one.Elapsed, one.Remaining);
}
