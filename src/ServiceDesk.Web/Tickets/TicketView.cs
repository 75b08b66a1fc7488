using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Tickets;

/// <summary>All that one ticket's page shows; a part that this person may not see is null and left out.</summary>
public sealed record TicketView(Case Case, Submission? Submission, RoutingState? Routing, AuditTrail? Audit, Problem? AuditProblem)
{
    /// <summary>The request type, whose words name the extra fields.</summary>
    public RequestType? Type { get; init; }

    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    public IReadOnlyList<Mail> Mails { get; init; } = [];

    public static async Task<Answer<TicketView>> Load(ServicesClient services, Guid ticket, string? position, CancellationToken cancel)
    {
        // What was just done there shows in what Intake derives from it, such as suspicions.
        var own = position?.StartsWith("intake/", StringComparison.Ordinal) == true ? position : null;
        var submission = services.Submission(ticket, own, cancel);
        var routing = services.Routing(ticket, cancel);
        var audit = services.Audit(ticket, position, cancel);
        var attachments = services.Attachments(ticket, cancel);
        var mails = services.Mails(ticket, cancel);
        var opened = await services.Case(ticket, position, cancel);
        var trail = await audit;
        // The ledger is still on its way: show what it has, the page asks again.
        if (trail.Problem is { NotYet: true }) trail = await services.Audit(ticket, null, cancel);
        var (submitted, routed) = (await submission, await routing);
        if (submitted.Problem is { NotYet: true }) submitted = await services.Submission(ticket, null, cancel);
        var type = submitted.Value?.RequestType is { } id ? await services.RequestType(id, cancel) : default;
        var (files, written) = (await attachments, await mails);
        return opened.Value is { } found
            ? new(
                new TicketView(found, submitted.Value, routed.Value, trail.Value, trail.Problem is { Hidden: false } ? trail.Problem : null)
                {
                    Type = type.Value,
                    Attachments = files.Value?.Items ?? [],
                    Mails = written.Value?.Items ?? [],
                },
                null)
            : new(null, opened.Problem ?? Problem.Unreachable("Resolution"));
    }

    public string Mark(Phrases say)
    {
        // Running clocks differ at every reading; what is shown of them changes by the minute.
        var still = Case with { Clocks = [.. Case.Clocks.Select(clock => clock with { Elapsed = Duration.Zero, Remaining = null })] };
        return Fingerprint.Of(say, still, Submission, Routing, Audit, AuditProblem?.Status, Type, Attachments, Mails);
    }
}
