using System.Text.Json;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>What was done with a message, for the mail system that brought it.</summary>
/// <param name="Status">201 for a new ticket, 200 for one that there was, 202 when there is none.</param>
/// <param name="Outcome"><c>created</c>, <c>appended</c>, <c>repeated</c>, <c>ignored</c> or <c>held</c>.</param>
/// <param name="Id">The ticket; without one the message.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Reason">Why it was ignored.</param>
/// <param name="Position">The event to wait for.</param>
internal sealed record MailAnswer(int Status, string Outcome, Guid Id, string? Number, string? Reason, string Position) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        if (Number is not null) httpContext.Response.Headers.Location = $"/tickets/{Id}";
        await JsonSerializer.SerializeAsync(httpContext.Response.Body, new { Outcome, Id, Number, Reason, Position }, HttpJson.Options, httpContext.RequestAborted);
    }
}
