using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Sla;

/// <summary>Defines the next version of the SLA policies, complete.</summary>
internal sealed record DefinePolicies(Instant? EffectiveFrom, bool Running, IReadOnlyList<SlaPolicyDefinition> Policies) : IInput<DefinePolicies>
{
    private const int LongestId = 50;
    private const int MostPolicies = 500;

    public static DefinePolicies Read(Input input)
    {
        var command = new DefinePolicies(input.Instant("effectiveFrom"), input.Truth("running") ?? false, input.Objects("policies", MostPolicies, Policy));
        foreach (var (field, reason) in PolicyRules.Check(command.Policies))
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
        return command;
    }

    /// <summary>What a policy counts in must be there: a calendar is never removed, so it is there for ever.</summary>
    public IReadOnlyDictionary<string, string[]> Unknown(SlaRules rules) => PolicyRules.Calendars(Policies)
        .Where(one => !rules.Calendars.ContainsKey(one.Calendar))
        .ToDictionary(one => one.Field, one => new[] { $"there is no calendar {one.Calendar}; define it first" });

    public Decision Decide(PoliciesHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now, (version, from) => new SlaPoliciesDefined(version, from, Running, Policies, by, now),
        (last, next) => last.Running == next.Running && Content(last.Policies) == Content(next.Policies));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/sla/policies",
        async (Body<DefinePolicies> body, Act act, Journal journal, SlaBook book, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The SLA policies span all organisations; yours is one.");
            var command = body.Value;
            await book.Refresh(cancel);
            if (command.Unknown(book.Rules) is { Count: > 0 } unknown)
                return new Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "The request has wrong fields.", unknown);
            var outcome = await journal.Handle<PoliciesHistory>(
                Streams.SlaPolicies, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await book.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version]; // the stream's n-th event is version n + 1
            return (IResult)TypedResults.Ok(new VersionAnswer(defined.Version, defined.EffectiveFrom, new LogPosition(journal.Log, outcome.Position).ToString()));
        }).For(Roles.Admin, Roles.Lead).Accepts<DefinePolicies>("application/json").Produces<VersionAnswer>().WithSummary("Defines the next version of the SLA policies.");

    private static SlaPolicyDefinition Policy(Input input) => new(
        input.RequiredText("id", LongestId), input.Texts("organizations", 100), input.Texts("services", 200), Words<TicketKind>(input, "kinds"),
        input.Text("noticeCalendar", LongestId), input.Objects("targets", 10, Targets));

    private static SlaTargets Targets(Input input)
    {
        var targets = new SlaTargets(
            input.RequiredWord<Priority>("priority"), Terms(input, "response")!, Terms(input, "diagnosis"), Terms(input, "update"), Terms(input, "resolution")!);
        if (targets.Response is null) input.Require("response");
        if (targets.Resolution is null) input.Require("resolution");
        return targets;
    }

    private static ClockTarget? Terms(Input input, string name) => input.Object(name, terms =>
    {
        var target = terms.Duration("target", PolicyRules.LongestTarget);
        if (target is null) terms.Require("target");
        else if (target < PolicyRules.ShortestTarget) terms.Refuse("target", "must be a microsecond or longer");
        return new ClockTarget(
            target ?? Duration.Zero, terms.Text("calendar", LongestId), Words<PauseReason>(terms, "pauses"), Percents(terms),
            terms.Word<Reopening>("reopening") ?? (name == "resolution" ? Reopening.Resume : Reopening.KeepFirst));
    });

    private static List<int> Percents(Input input)
    {
        var percents = input.Wholes("warnings", 1, 99);
        if (percents.Distinct().Count() != percents.Count) input.Refuse("warnings", "names a percentage twice");
        return [.. percents.Order()];
    }

    private static List<T> Words<T>(Input input, string name) where T : struct, Enum
    {
        var words = input.Texts(name, LongestId).Select(word => (Word: word, Value: Hosting.Words.Find<T>(word))).ToList();
        if (words.Exists(one => one.Value is null)) input.Refuse(name, $"must be among {string.Join(", ", Enum.GetValues<T>().Select(Hosting.Words.Of))}");
        else if (words.DistinctBy(one => one.Word).Count() != words.Count) input.Refuse(name, "names one twice");
        return [.. words.Select(one => one.Value).OfType<T>()];
    }

    private static string Content(IReadOnlyList<SlaPolicyDefinition> policies) => JsonSerializer.Serialize(policies, HttpJson.Options);
}

/// <summary>The version that was defined, and the event to wait for with <c>?position=</c>.</summary>
internal sealed record VersionAnswer(int Version, Instant EffectiveFrom, string Position);
