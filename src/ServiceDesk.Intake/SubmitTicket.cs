using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Catalogue;

namespace ServiceDesk.Intake;

/// <summary>Who needs help, as submitted.</summary>
internal sealed record SubmittedRequester(string? Name, string? Email, string? Phone, string? Organization);

/// <summary>One ticket reaches the desk.</summary>
internal sealed partial record SubmitTicket(
    TicketKind Kind, string Subject, string? Description, SubmittedRequester Requester, Impact? Impact, Urgency? Urgency, string? Category,
    string? Channel, string? AffectedSystem, string? ExternalId, Instant? FaultAt, Instant? OccurredAt, string? IdempotencyKey) : IInput<SubmitTicket>
{
    /// <summary>A request type of the catalogue; null = none.</summary>
    public string? RequestType { get; init; }

    /// <summary>The values of the type's extra fields, by name, in their text form.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>The language in which the requester wants to be written to.</summary>
    public string? Language { get; init; }

    /// <summary>Whether everybody who reads it is to be on record.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Confidential { get; init; }

    /// <summary>How the catalogue of the moment understands it; no part of what was sent, so that a repetition is known by its content alone.</summary>
    [JsonIgnore]
    public SubmissionReading? Reading { get; set; }

    /// <summary>Files that came with it and are kept already.</summary>
    [JsonIgnore]
    public IReadOnlyList<AttachedFile> Files { get; init; } = [];

    /// <summary>The business importance of the affected system, as the desk knows it; no part of what was sent.</summary>
    [JsonIgnore]
    public Importance? Importance { get; init; }

    public static SubmitTicket Read(Input input)
    {
        var catalogue = input.Services.GetRequiredService<Catalogues>().Now;
        var own = input.Actor.SeesOnlyOwn ? input.Directory.Find(input.Actor.Id) : null;
        var sent = input.Object("requester", ReadRequester) ?? new SubmittedRequester(null, null, null, null);
        var requester = sent with { Name = sent.Name ?? own?.Name, Organization = sent.Organization ?? input.Actor.Organization };
        if (requester.Name is null) input.Require("requester.name");
        if (requester.Organization is null) input.Require("requester.organization");
        var type = input.Text("requestType", 50);
        var known = type is null ? null : catalogue.Type(type);
        var kind = input.Word<TicketKind>("kind") ?? known?.Kind;
        if (kind is null && (type is null || known is not null)) input.Require("kind");
        var ticket = new SubmitTicket(
            kind ?? default, input.RequiredText("subject", 300), input.Text("description", 100_000), requester,
            input.Word<Impact>("impact"), input.Word<Urgency>("urgency"), input.Text("category", 100), ReadChannel(input),
            input.Text("affectedSystem", 200), input.Text("externalId", 100), input.Instant("faultAt"), input.Instant("occurredAt"), input.Text("idempotencyKey", 255))
        {
            RequestType = type,
            Fields = input.Values("fields", FieldValue.Longest),
            Language = ReadLanguage(input),
            Confidential = input.Truth("confidential") ?? false,
        };
        ticket.Reading = catalogue.Read(ticket);
        if (ticket.Reading.Fits) return ticket;
        foreach (var (field, reason) in ticket.Reading.Refusals)
        {
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
        return ticket;
    }

    public Decision Decide(Ticket ticket, string number, string requester, Instant at)
    {
        if (ticket.Submitted is not null) return Decision.Nothing;
        var submitted = new TicketSubmitted(
            number, Kind, Subject, Description ?? Subject, requester, Requester.Name!, Requester.Email, Requester.Phone, Requester.Organization!,
            Impact, Urgency, Category, Channel ?? "api", AffectedSystem, ExternalId, FaultAt, at)
        {
            RequestType = RequestType,
            CatalogueVersion = Reading?.Version,
            Missing = Reading?.Missing,
            Fields = Fields is { Count: > 0 } ? Fields : null,
            Language = Language,
            Defaults = Reading?.Defaults,
            BaseCategory = Reading?.BaseCategory,
            Importance = Importance,
            Confidential = Confidential,
            Attachments = Files.Count > 0 ? [.. Files.Select(one => one.Id)] : null,
        };
        return Files.Count == 0 ? Decision.Accept(submitted) : Decision.Accept([submitted, .. Files.Select(one => one.ToEvent(requester, at))]);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/tickets",
        async (Body<SubmitTicket> body, Act act, Submissions submissions, CancellationToken cancel) =>
        {
            if (body.Value.IdempotencyKey is not null) return Problem.Field("idempotencyKey", "belongs into a batch; here send the Idempotency-Key header");
            var answer = await submissions.Submit(body.Value, act, act.IdempotencyKey, waitForRoom: false, canAskBack: true, cancel);
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

    private static string? ReadLanguage(Input input)
    {
        var language = input.Text("language", 50);
        if (language is not (null or "zh" or "en")) input.Refuse("language", "must be zh or en");
        return language;
    }

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\z")]
    internal static partial Regex EmailShape();

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\z")]
    private static partial Regex ChannelShape();
}
