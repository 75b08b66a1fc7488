using System.Buffers;
using System.Text;
using System.Text.Json;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>CloudEvents whose data is a submission, or what an inbound webhook's mapping reads.</summary>
internal static class ReceiveEvents
{
    public const string Channel = "cloudevents", SubmissionType = "servicedesk.ticket.submitted";
    private const string batch = "application/cloudevents-batch", lines = "application/x-ndjson";
    private const int atOnce = 64;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/channels/cloudevents", Post)
        .For(Roles.System, Roles.Admin).ReportsHealth(Channel)
        .Accepts<object>("application/cloudevents+json", "application/cloudevents-batch+json", "application/json")
        .Produces<ChannelAnswer>().Produces<ChannelAnswer>(StatusCodes.Status201Created)
        .WithSummary("An event of type servicedesk.ticket.submitted, or of a type that an inbound webhook reads; known by source and id. A batch is answered 200 with one line for each event, in order.");

    private static async Task<IResult> Post(
        HttpRequest request, Act act, AccessDirectory directory, ChannelDirectory channels, ChannelTickets tickets, CancellationToken cancel)
    {
        var reading = CloudEventRequest.Read(request.ContentType, request.Headers, await RawBody.Read(request, cancel));
        if (reading.Problem is { } problem) return problem;
        Task<ChannelAnswer> Take(IncomingEvent one) => tickets.Take(Message(one, act.Actor, request.HttpContext.RequestServices, directory, channels), act, cancel);
        if (request.ContentType?.StartsWith(batch, StringComparison.OrdinalIgnoreCase) != true) return await Take(reading.Value!.Single());
        using var answer = new MemoryStream();
        foreach (var some in reading.Value!.Chunk(atOnce))
        {
            foreach (var (one, took) in some.Zip(await Task.WhenAll(some.Select(one => Try(() => Take(one)))))) WriteLine(answer, one, took);
        }
        return TypedResults.Bytes(answer.ToArray(), lines);
    }

    private static ChannelMessage Message(IncomingEvent one, Actor actor, IServiceProvider services, AccessDirectory directory, ChannelDirectory channels)
    {
        if (one.Json is not { } data) throw new RefusedException(Problem.Field("data", one.Bytes is null ? "is required" : "must be JSON"));
        if (one.Type == SubmissionType)
        {
            var command = Submission(data, actor, services) with { Channel = Channel };
            return new ChannelMessage($"cloudevents\n{command.Requester.Organization}\n{one.Source}\n{one.Id}", null, command, null);
        }
        var webhook = channels.Webhooks.Values.Select(webhook => webhook.Defined)
            .Where(webhook => webhook.Definition.EventTypes.Contains(one.Type) && (webhook.Definition.Organization is null || DefineWebhook.IsVisible(webhook, actor)))
            .OrderBy(webhook => webhook.Definition.Organization is null).ThenBy(webhook => webhook.Webhook, StringComparer.Ordinal).FirstOrDefault()
            ?? throw new RefusedException(Problem.Field("type", $"must be {SubmissionType}, or a type that an inbound webhook reads"));
        return MappedSubmission.Message(
            webhook.Definition.Mapping.Apply(data) with { MessageId = $"{one.Source}\n{one.Id}" }, webhook, Channel, actor, directory, null);
    }

    private static SubmitTicket Submission(JsonElement data, Actor actor, IServiceProvider services)
    {
        try
        {
            var command = Input.Parse<SubmitTicket>(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(data.GetRawText())), actor, services);
            if (command.IdempotencyKey is null) return command;
            throw new RefusedException(Problem.Field("idempotencyKey", "is not for events: source and id are the key"));
        }
        catch (RefusedException refused) when (refused.Problem.Errors is { } errors)
        {
            throw new RefusedException(refused.Problem with { Errors = errors.ToDictionary(error => $"data.{error.Key}", error => error.Value) });
        }
    }

    private static async Task<(ChannelAnswer? Answer, Problem? Problem)> Try(Func<Task<ChannelAnswer>> take)
    {
        try
        {
            return (await take(), null);
        }
        catch (RefusedException refused)
        {
            return (null, refused.Problem);
        }
    }

    private static void WriteLine(Stream output, IncomingEvent one, (ChannelAnswer? Answer, Problem? Problem) took)
    {
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteString("source", one.Source);
            writer.WriteString("event", one.Id);
            writer.WriteNumber("status", took.Problem?.Status ?? took.Answer!.Status);
            if (took.Problem is { } problem)
            {
                writer.WritePropertyName("problem");
                problem.Write(writer);
            }
            else
            {
                writer.WriteString("id", took.Answer!.Id);
                writer.WriteString("number", took.Answer.Number);
                writer.WriteString("outcome", took.Answer.Outcome);
                writer.WriteString("position", took.Answer.Position);
            }
            writer.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
