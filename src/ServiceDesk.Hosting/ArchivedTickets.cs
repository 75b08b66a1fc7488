using Microsoft.AspNetCore.Http;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>Keeps archived tickets as they are: whatever would change one is refused before its own rule is asked.</summary>
/// <param name="journal">The service's log, beside which the read model stands.</param>
public sealed class ArchivedTickets(Journal journal)
{
    /// <summary>What is said to whoever wants to change an archived ticket.</summary>
    public static Problem IsArchived { get; } = Problem.Of(StatusCodes.Status409Conflict, Code, Reason);

    /// <summary>The stable word of the refusal.</summary>
    public const string Code = "archived";

    /// <summary>The refusal in a sentence.</summary>
    public const string Reason = "The ticket is archived and can only be read; submit a new one and link it with this one.";

    /// <summary>A decision on a ticket, or the refusal when it would change an archived one.</summary>
    /// <param name="decision">As the ticket's own rules have it.</param>
    /// <param name="isArchived">Whether the ticket is archived.</param>
    public static Decision Guard(Decision decision, bool isArchived) => isArchived && decision is Decision.Accepted { Events.Count: > 0 } ? Decision.Reject(Code, Reason) : decision;

    /// <summary>Whether a ticket is archived, as far as this service has heard.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<bool> Has(Guid ticket, CancellationToken cancel) => Has(ticket, null, cancel);

    /// <summary>Those of some tickets that are archived, as far as this service has heard.</summary>
    /// <param name="tickets">The tickets.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IReadOnlySet<Guid>> Among(IReadOnlyCollection<Guid> tickets, CancellationToken cancel)
    {
        var archived = new HashSet<Guid>();
        if (tickets.Count == 0) return archived;
        await using var command = journal.Lookups.CreateCommand("select ticket from archived_tickets where ticket = any ($1)");
        command.Parameters.Add(new() { Value = tickets.ToArray() });
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) archived.Add(row.GetGuid(0));
        return archived;
    }

    private async Task<bool> Has(Guid ticket, Actor? actor, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand("select organization, requester from archived_tickets where ticket = $1");
        command.Parameters.Add(new() { Value = ticket });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) && actor?.MaySee(row.GetString(0), row.GetString(1)) != false;
    }

    /// <summary>Refuses changes of archived tickets; whoever may not know of one hears what is said of tickets that are not there.</summary>
    internal async Task Refuse(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && request.Path.StartsWithSegments("/tickets", out var rest) && Guid.TryParse(rest.Value?.Split('/').ElementAtOrDefault(1), out var ticket)
            && Actor.Of(context.User) is { } actor && await Has(ticket, actor, context.RequestAborted)) throw new RefusedException(IsArchived);
        await next(context);
    }
}
