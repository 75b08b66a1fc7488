using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

/// <summary>Defines the next version of the approval rules, complete. What was chosen before keeps the rules by which it was measured.</summary>
internal sealed record DefineApprovalRules(Instant? EffectiveFrom, IReadOnlyList<ApprovalRule> Rules) : IInput<DefineApprovalRules>
{
    public static DefineApprovalRules Read(Input input)
    {
        var command = new DefineApprovalRules(input.Instant("effectiveFrom"), input.Objects("rules", 100, ApprovalRuleDocument.Rule));
        foreach (var (field, reason) in ApprovalRuleDocument.Check(command.Rules, input.Directory.Find))
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
        return command;
    }

    public Decision Decide(ApprovalRuleHistory history, string by, Instant now)
    {
        var last = history.Versions[^1];
        var from = EffectiveFrom ?? now;
        if (EffectiveFrom is null && last.EffectiveFrom <= now && Content(last.Rules) == Content(Rules)) return Decision.Nothing;
        if (from < now) return Decision.Invalid("effectiveFrom", "lies in the past");
        if (from <= last.EffectiveFrom) return Decision.Invalid("effectiveFrom", $"must be later than that of version {last.Version}: {last.EffectiveFrom}");
        return Decision.Accept(new ApprovalRulesDefined(last.Version + 1, from, Rules, by, now));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/approval-rules",
        async (Body<DefineApprovalRules> body, Act act, Journal journal, ApprovalRuleBook book, HttpResponse response, CancellationToken cancel) =>
        {
            if (act.Actor.Organization is not null) return Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "The approval rules span all organisations; yours is one.");
            var command = body.Value;
            var outcome = await journal.Handle<ApprovalRuleHistory>(
                ApprovalRuleHistory.Stream, act.IfMatch, history => command.Decide(history, act.Actor.Id, act.Now), act.Meta(act.RequestId(act.IdempotencyKey), command), act.Now, cancel);
            if (outcome.ToProblem() is { } problem) return problem;
            await book.Refresh(cancel);
            response.Headers.ETag = OutcomeHttp.ETag(outcome.Version);
            var defined = outcome.State.Versions[outcome.Version]; // the stream's n-th event is version n + 1
            return (IResult)TypedResults.Ok(new { defined.Version, defined.EffectiveFrom, Position = new LogPosition(journal.Log, outcome.Position).ToString() });
        }).For(Roles.Lead, Roles.Admin).Accepts<DefineApprovalRules>("application/json").WithSummary("Defines the next version of the approval rules.");

    private static string Content(IReadOnlyList<ApprovalRule> rules) => JsonSerializer.Serialize(rules, HttpJson.Options);
}
