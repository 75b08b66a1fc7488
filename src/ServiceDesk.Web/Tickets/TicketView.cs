using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.WhatIf;

namespace ServiceDesk.Web.Tickets;

/// <summary>All that one ticket's page shows; a part that this person may not see is null and left out.</summary>
public sealed record TicketView(Case Case, Submission? Submission, RoutingState? Routing, AuditTrail? Audit, Problem? AuditProblem)
{
    /// <summary>The request type, whose words name the extra fields.</summary>
    public RequestType? Type { get; init; }

    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    public IReadOnlyList<Mail> Mails { get; init; } = [];

    public TicketCoordination Coordination { get; init; } = TicketCoordination.None;

    /// <summary>Articles that may help to solve it.</summary>
    public IReadOnlyList<ArticleRow> Articles { get; init; } = [];

    /// <summary>What closed tickets suggest as its category; null for who does not work on it.</summary>
    public CategorySuggestion? Suggestion { get; init; }

    /// <summary>The table of priorities; null for who does not work on it.</summary>
    public PriorityMatrix? Matrix { get; init; }

    public string Mark(Phrases say)
    {
        // Running clocks differ at every reading; what is shown of them changes by the minute.
        var still = Case with { Clocks = [.. Case.Clocks.Select(clock => clock with { Elapsed = Duration.Zero, Remaining = null })] };
        return Fingerprint.Of(say, still, Submission, Routing, Audit, AuditProblem?.Status, Type, Attachments, Mails, Coordination, Articles, Suggestion, Matrix?.Number);
    }
}
