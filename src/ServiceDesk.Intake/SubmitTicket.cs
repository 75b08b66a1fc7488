using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>Who needs help, as submitted.</summary>
internal sealed record SubmittedRequester(string? Name, string? Email, string? Phone, string? Organization);

/// <summary>One ticket reaches the desk.</summary>
internal sealed partial record SubmitTicket(
    TicketKind Kind, string Subject, string? Description, SubmittedRequester Requester, Impact? Impact, Urgency? Urgency, string? Category,
    string? Channel, string? AffectedSystem, string? ExternalId, Instant? FaultAt, Instant? OccurredAt, string? IdempotencyKey) : IInput<SubmitTicket>
{
    /// <summary>The business importance of the affected system, as the desk knows it; no part of what was sent.</summary>
    [JsonIgnore]
    public Importance? Importance { get; init; }

    /// <summary>The language of the requester, as the desk knows it; no part of what was sent.</summary>
    [JsonIgnore]
    public string? Language { get; init; }

    public static SubmitTicket Read(Input input)
    {
        var own = input.Actor.SeesOnlyOwn ? input.Directory.Find(input.Actor.Id) : null;
        var sent = input.Object("requester", ReadRequester) ?? new SubmittedRequester(null, null, null, null);
        var requester = sent with { Name = sent.Name ?? own?.Name, Organization = sent.Organization ?? input.Actor.Organization };
        if (requester.Name is null) input.Require("requester.name");
        if (requester.Organization is null) input.Require("requester.organization");
        return new SubmitTicket(
            input.RequiredWord<TicketKind>("kind"), input.RequiredText("subject", 300), input.Text("description", 100_000), requester,
            input.Word<Impact>("impact"), input.Word<Urgency>("urgency"), input.Text("category", 100), ReadChannel(input),
            input.Text("affectedSystem", 200), input.Text("externalId", 100), input.Instant("faultAt"), input.Instant("occurredAt"), input.Text("idempotencyKey", 255));
    }

    public Decision Decide(Ticket ticket, string number, string requester, Instant at) => ticket.Submitted is not null
        ? Decision.Nothing
        : Decision.Accept(new TicketSubmitted(
            number, Kind, Subject, Description ?? Subject, requester, Requester.Name!, Requester.Email, Requester.Phone, Requester.Organization!,
            Impact, Urgency, Category, Channel ?? "api", AffectedSystem, ExternalId, FaultAt, at)
        {
            Importance = Importance,
            Language = Language,
        });

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets",
        async (Body<SubmitTicket> body, Act act, Submissions submissions, CancellationToken cancel) =>
        {
            if (body.Value.IdempotencyKey is not null) return Problem.Field("idempotencyKey", "belongs into a batch; here send the Idempotency-Key header");
            var answer = await submissions.Submit(body.Value, act, act.IdempotencyKey, waitForRoom: false, cancel);
            return answer.Problem ?? (IResult)answer;
        })
        .For(Roles.System, Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin)
        .Accepts<SubmitTicket>("application/json").Produces<SubmissionAnswer>(StatusCodes.Status201Created).WithSummary("Submits one ticket.");

    private static SubmittedRequester ReadRequester(Input input)
    {
        var requester = new SubmittedRequester(input.Text("name", 200), ReadEmail(input), input.Text("phone", 50), input.Text("organization", 63));
        if (requester.Organization is { } organization)
        {
            if (input.Actor.Organization is { } bound && bound != organization) input.Refuse("organization", $"must be {bound}: you act for that organisation only");
            else if (!input.Directory.HasOrganization(organization)) input.Refuse("organization", "is not a registered organisation");
        }
        return requester;
    }

    public static string? ReadEmail(Input input)
    {
        var email = input.Text("email", 254);
        if (email is not null && !EmailShape().IsMatch(email)) input.Refuse("email", "must be an e-mail address");
        return email;
    }

    public static string? ReadChannel(Input input)
    {
        var channel = input.Text("channel", 32);
        if (channel is not null && !ChannelShape().IsMatch(channel)) input.Refuse("channel", "must be a lower-case word such as api, phone, email, portal, chat");
        return channel;
    }

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\z")]
    internal static partial Regex EmailShape();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\z")]
    private static partial Regex ChannelShape();
}
