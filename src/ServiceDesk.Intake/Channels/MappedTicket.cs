using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Channels;

/// <summary>What a mapping made of a document. A field is null when it is absent or wrong; what is wrong stands in the errors.</summary>
internal sealed record MappedTicket(
    TicketKind? Kind, string? Subject, string? Description, Urgency? Urgency, Impact? Impact, string? Category, string? AffectedSystem,
    string? ExternalId, Instant? FaultAt, SubmittedRequester Requester, string? Language, string? DedupKey,
    IReadOnlyDictionary<string, string> Extra, IReadOnlyDictionary<string, string[]> Errors)
{
    /// <summary>The sender's own id of the message.</summary>
    public string? MessageId { get; init; }

    /// <summary>Takes the texts that are right, and notes the wrong and the missing ones.</summary>
    public static MappedTicket Of(IReadOnlyDictionary<string, string> texts, FieldErrors errors)
    {
        var right = new Dictionary<string, string>(texts);
        foreach (var (field, text) in texts)
        {
            if (TicketFields.Fault(field, text) is not { } fault) continue;
            errors.Add(field, fault);
            right.Remove(field);
        }
        foreach (var field in TicketFields.Required.Where(field => !texts.ContainsKey(field) && !errors.Has(field))) errors.Add(field, "is required");
        string? Text(string field) => right.GetValueOrDefault(field);
        T? Word<T>(string field) where T : struct, Enum => Text(field) is { } text ? TicketFields.Word<T>(text) : null;
        return new MappedTicket(
            Word<TicketKind>("kind"), Shortened("subject", "…"), Shortened("description", "\n… (cut: the text is longer)"),
            Word<Urgency>("urgency"), Word<Impact>("impact"),
            Text("category"), Text("affectedSystem"), Text("externalId"), Text("faultAt") is { } time ? TicketFields.Time(time) : null,
            new SubmittedRequester(Text("requester.name"), Text("requester.email"), Text("requester.phone"), Text("requester.organization")),
            Text("language"), Text("dedupKey"),
            right.Where(one => one.Key.StartsWith(JsonMapping.ExtraPrefix, StringComparison.Ordinal))
                .ToDictionary(one => one.Key[JsonMapping.ExtraPrefix.Length..], one => one.Value),
            errors.ByField())
        {
            MessageId = Text("messageId"),
        };

        string? Shortened(string field, string note) => Text(field) is { } text ? Cut.To(text, TicketFields.LongestOf(field)!.Value, note) : null;
    }
}
