using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>An answer that shows a ticket.</summary>
public interface ITicketView
{
    /// <summary>The ticket shown.</summary>
    Guid Id { get; }

    /// <summary>True when who reads it must be on record; not part of the answer.</summary>
    bool IsConfidential { get; }
}

/// <summary>An answer that shows something of several tickets.</summary>
public interface ITicketsView
{
    /// <summary>Those of them whose readers must be on record; not part of the answer.</summary>
    IReadOnlyCollection<Guid> Confidential { get; }
}

/// <summary>Records reads of confidential tickets.</summary>
public static class ReadRecording
{
    /// <summary>Before an answer that shows a confidential ticket leaves, the read is recorded durably in <c>reads-{ticket}</c>; if it cannot be, there is no answer.</summary>
    /// <param name="endpoint">An endpoint whose handler answers with an <see cref="ITicketView"/> or an <see cref="ITicketsView"/>.</param>
    public static RouteHandlerBuilder RecordsReads(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (call, next) =>
    {
        var answer = await next(call);
        foreach (var ticket in ConfidentialIn(answer is IValueHttpResult result ? result.Value : answer)) await Record(ticket, call.HttpContext);
        return answer;
    });

    /// <summary>The same for an answer that shows something of the ticket in the path, whatever its form.</summary>
    /// <typeparam name="TTicket">The ticket as the service knows it.</typeparam>
    /// <param name="endpoint">An endpoint with the ticket as <c>id</c> in its path.</param>
    public static RouteHandlerBuilder RecordsReadsOf<TTicket>(this RouteHandlerBuilder endpoint) where TTicket : ITicketState<TTicket> => endpoint.AddEndpointFilter(async (call, next) =>
    {
        var answer = await next(call);
        var http = call.HttpContext;
        if (answer is Problem || !Guid.TryParse(http.Request.RouteValues["id"] as string, out var ticket)) return answer;
        var known = await http.RequestServices.GetRequiredService<Journal>().Load<TTicket>(Streams.Ticket(ticket), http.RequestAborted);
        if (known.State.IsConfidential) await Record(ticket, http);
        return answer;
    });

    private static async Task Record(Guid ticket, HttpContext http)
    {
        var act = (await Act.BindAsync(http))!;
        var read = new TicketRead(ticket, act.Actor.Id, http.Request.Path);
        await http.RequestServices.GetRequiredService<Journal>().Handle<Reads>(
            Streams.Reads(ticket), null, _ => Decision.Accept(read), act.Meta(null, read), act.Now, http.RequestAborted);
    }

    private static IEnumerable<Guid> ConfidentialIn(object? answer) => answer switch
    {
        ITicketView { IsConfidential: true } one => [one.Id],
        ITicketsView some => some.Confidential,
        _ => [],
    };

    private sealed record Reads : IState<Reads>
    {
        public static Reads Initial { get; } = new();

        public Reads Evolve(object @event) => this;
    }
}
