using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Catalogue;

namespace ServiceDesk.Intake;

/// <summary>Somebody corrects what was submitted, or tells what was missing. The original stays; an absent field is not corrected, and none can be emptied.</summary>
internal sealed record Correct(IReadOnlyDictionary<string, string> Values, string? Reason, Instant? OccurredAt) : ITicketCommand<Correct, Ticket>
{
    /// <summary>The top of the tree above the category, by the catalogue of the moment; no part of what was sent.</summary>
    [JsonIgnore]
    public string? BaseCategory { get; init; }

    public static Correct Read(Input input)
    {
        var values = input.Object("values", ReadValues);
        if (values is null) input.Require("values");
        var category = values?.GetValueOrDefault("category");
        return new Correct(values ?? [], input.Text("reason", 10_000), input.Instant("occurredAt"))
        {
            BaseCategory = category is null ? null : input.Services.GetRequiredService<Catalogues>().Now.BaseOf(category),
        };
    }

    public Decision Decide(Ticket ticket, Actor actor, Instant at)
    {
        if (actor.SeesOnlyOwn && ticket.End is not null) return Ended.Refuse(ticket);
        var changed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, text) in Values)
        {
            if (TicketValues.Current(ticket, field) != text) changed[field] = text;
        }
        if (changed.Count == 0) return Decision.Nothing;
        if (changed.ContainsKey("kind") && Reason is null) return Decision.Invalid("reason", "is required when the kind changes");
        return Decision.Accept(new TicketCorrected(actor.Id, ticket.Submitted!.Requester, changed, null, Reason, at)
        {
            BaseCategory = changed.ContainsKey("category") ? BaseCategory : null,
        });
    }

    private static SortedDictionary<string, string> ReadValues(Input input)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("kind", Word<TicketKind>("kind"));
        Add("subject", input.Text("subject", 300));
        Add("description", input.Text("description", 100_000));
        Add("impact", Word<Impact>("impact"));
        Add("urgency", Word<Urgency>("urgency"));
        Add("category", input.Text("category", 100));
        Add("affectedSystem", input.Text("affectedSystem", 200));
        Add("faultAt", input.Instant("faultAt") is { } at ? InstantPattern.ExtendedIso.Format(at) : null);
        Add("email", SubmitTicket.ReadEmail(input));
        Add("phone", input.Text("phone", 50));
        foreach (var (name, text) in input.TextsByName("fields", 10_000)) Add(TicketValues.ExtraPrefix + name, text);
        return values;

        string? Word<T>(string name) where T : struct, Enum => input.Word<T>(name) is { } value ? Words.Of(value) : null;

        void Add(string field, string? text)
        {
            if (text is not null) values[field] = text;
        }
    }
}
