using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Rules;

namespace ServiceDesk.Intake.Duplicates;

/// <summary>An open ticket like the one that somebody is about to submit.</summary>
internal sealed record LikeView(Guid Ticket, string Number, string Subject, Instant SubmittedAt, int Score, bool Suspected, IReadOnlyList<DuplicateReason> Reasons);

/// <summary>Asks for open tickets like one that is being written, before it is submitted. Nothing is recorded.</summary>
internal sealed record CheckDuplicates(
    string Subject, string? Description, SubmittedRequester Requester, string? Category, string? AffectedSystem, string? ExternalId) : IInput<CheckDuplicates>
{
    private const int Most = 10;

    /// <summary>Takes the body of a submission at any stage of its completion; what the rule does not look at is not looked at.</summary>
    public static CheckDuplicates Read(Input input)
    {
        var requester = input.Object("requester", ReadRequester) ?? new SubmittedRequester(null, null, null, null);
        requester = requester with { Organization = requester.Organization ?? input.Actor.Organization };
        if (requester.Organization is null) input.Require("requester.organization");
        foreach (var other in (string[])["kind", "impact", "urgency", "channel", "faultAt", "occurredAt", "requestType", "language"]) input.Text(other, 100);
        input.TextsByName("fields", 10_000);
        return new CheckDuplicates(
            input.RequiredText("subject", 300), input.Text("description", 100_000), requester, input.Text("category", 100), input.Text("affectedSystem", 200),
            input.Text("externalId", 100));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets/check-duplicates",
        async (Body<CheckDuplicates> body, Act act, OpenFaults faults, KnownFacts known, Journal journal, CancellationToken cancel) => faults.IsReady
            ? TypedResults.Ok(new { items = await Like(body.Value, act, faults, known, journal, cancel), position = new LogPosition(journal.Log, faults.Passed).ToString() })
            : (IResult)Problem.Of(StatusCodes.Status503ServiceUnavailable, "not-yet", "The open tickets are still being read; try again in a moment."))
        .For(Roles.System, Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin).Accepts<CheckDuplicates>("application/json")
        .WithSummary("Open tickets like one that is about to be submitted; nothing is recorded.");

    private static async Task<IReadOnlyList<LikeView>> Like(
        CheckDuplicates asked, Act act, OpenFaults faults, KnownFacts known, Journal journal, CancellationToken cancel)
    {
        var organization = asked.Requester.Organization!;
        var found = faults.Find(organization, Guid.Empty, asked.Fault(act.Actor, known, act.Now), Most, fault => act.Actor.MaySee(fault.Organization, fault.Requester));
        var tickets = await Tickets.Load([.. found.Select(one => one.Fault.Ticket)], journal, cancel);
        return
        [
            .. found.Where(one => tickets.ContainsKey(one.Fault.Ticket)).Select(one => new LikeView(
                one.Fault.Ticket, one.Fault.Number, GetDuplicates.Subject(tickets[one.Fault.Ticket], act.Actor), one.Fault.SubmittedAt, one.Suspicion.Score,
                one.Suspicion.IsSuspected, GetDuplicates.Told(one.Suspicion.Reasons, act.Actor, tickets[one.Fault.Ticket]))),
        ];
    }

    private ReportedFault Fault(Actor actor, KnownFacts known, Instant now)
    {
        var isTold = actor.SeesOnlyOwn || Requester is not { Email: null, Name: null };
        var who = isTold ? known.RequesterOf(Requester.Organization!, Requester, actor) : "";
        return new ReportedFault(ReportedFault.TextOf(Subject, Description ?? Subject), who, AffectedSystem, Category, ExternalId, now);
    }

    private static SubmittedRequester ReadRequester(Input input)
    {
        var requester = new SubmittedRequester(input.Text("name", 200), input.Text("email", 254), input.Text("phone", 50), input.Text("organization", 63));
        if (requester.Organization is { } organization)
        {
            if (input.Actor.Organization is { } bound && bound != organization) input.Refuse("organization", $"must be {bound}: you act for that organisation only");
            else if (!input.Directory.HasOrganization(organization)) input.Refuse("organization", "is not a registered organisation");
        }
        return requester;
    }
}
