using System.Buffers;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>Somebody writes in a chat: the first message of a thread becomes a ticket, later ones go to it.</summary>
internal sealed record ChatMessage(string ExternalThread, string MessageId, SubmitTicket Opening, string Text) : IInput<ChatMessage>
{
    public const string Channel = "chat";
    private const int LongestSubject = 120;

    public static ChatMessage Read(Input input)
    {
        var text = input.RequiredText("text", 100_000);
        var organization = input.Text("organization", 63);
        if (ChannelOrganization.Fault(input.Actor, input.Directory, organization) is { } fault) input.Refuse("organization", fault);
        var user = input.Object("user", Person) ?? new SubmittedRequester(null, null, null, null);
        if (user.Name is null) input.Require("user.name");
        var opening = new SubmitTicket(
            input.Word<TicketKind>("kind") ?? TicketKind.Incident, input.Text("subject", 300) ?? SubjectOf(text), text,
            user with { Organization = organization ?? input.Actor.Organization }, input.Word<Impact>("impact"), input.Word<Urgency>("urgency"),
            input.Text("category", 100), Channel, input.Text("affectedSystem", 200), null, null, null, null);
        return new ChatMessage(input.RequiredText("externalThread", 255), input.RequiredText("messageId", 255), opening, text);
    }

    public ChannelMessage ToMessage() => new($"chat\n{Opening.Requester.Organization}\n{ExternalThread}", MessageId, Opening, Text);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/channels/chat",
        async (HttpRequest request, Act act, ChannelTickets tickets, CancellationToken cancel) =>
        {
            if (!request.HasJsonContentType()) return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "not-json", "Send application/json.");
            var message = Input.Parse<ChatMessage>(new ReadOnlySequence<byte>(await RawBody.Read(request, cancel)), act.Actor, request.HttpContext.RequestServices);
            return (IResult)await tickets.Take(message.ToMessage(), act, cancel);
        })
        .For(Roles.System, Roles.Agent, Roles.Lead, Roles.Admin).ReportsHealth(Channel)
        .Accepts<object>("application/json").Produces<ChannelAnswer>().Produces<ChannelAnswer>(StatusCodes.Status201Created)
        .WithSummary("A chat message {externalThread, messageId, user{name,email}, organization, text}: the first of a thread creates the ticket, later ones are added to it; known by messageId.");

    private static SubmittedRequester Person(Input input) => new(input.Text("name", 200), Email(input), input.Text("phone", 50), null);

    private static string? Email(Input input)
    {
        var email = input.Text("email", 254);
        if (email is not null && TicketFields.Fault("requester.email", email) is { } fault) input.Refuse("email", fault);
        return email;
    }

    private static string SubjectOf(string text) => Cut.To(
        text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "", LongestSubject, "…");
}
