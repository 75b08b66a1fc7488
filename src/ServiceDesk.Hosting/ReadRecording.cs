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

/// <summary>Records reads of confidential tickets.</summary>
public static class ReadRecording
{
    /// <summary>Before an answer that shows a confidential ticket leaves, the read is recorded durably in <c>reads-{ticket}</c>; if it cannot be, there is no answer.</summary>
    /// <param name="endpoint">An endpoint whose handler answers with an <see cref="ITicketView"/>.</param>
    public static RouteHandlerBuilder RecordsReads(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (call, next) =>
    {
        var answer = await next(call);
        if ((answer is IValueHttpResult result ? result.Value : answer) is ITicketView { IsConfidential: true } view)
        {
            var http = call.HttpContext;
            var act = (await Act.BindAsync(http))!;
            var read = new TicketRead(view.Id, act.Actor.Id, http.Request.Path);
            await http.RequestServices.GetRequiredService<Journal>().Handle<Reads>(
                Streams.Reads(view.Id), null, _ => Decision.Accept(read), act.Meta(null, read), act.Now, http.RequestAborted);
        }
        return answer;
    });

    private sealed record Reads : IState<Reads>
    {
        public static Reads Initial { get; } = new();

        public Reads Evolve(object @event) => this;
    }
}
