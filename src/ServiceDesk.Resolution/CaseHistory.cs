using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution;

/// <summary>What another system recorded about the work becomes the events that would have told it here, each at the instant when it happened.</summary>
internal static class CaseHistory
{
    /// <summary>An imported ticket has the priority of the table from the beginning, and nobody's until its history tells whose it was.</summary>
    public static Decision Open(Ticket ticket, TicketSubmitted submitted, SlaRules rules)
    {
        if (CaseReaction.Open(ticket, submitted, rules) is not Decision.Accepted { Events: [CaseOpened opened] }) return Decision.Nothing;
        var (impact, urgency) = ((int?)submitted.Impact ?? PriorityMatrix.UsualImpact, (int?)submitted.Urgency ?? PriorityMatrix.UsualUrgency);
        var priority = (Priority)(PriorityMatrix.Priority(impact, urgency, (int)(submitted.Importance ?? Importance.Normal)) - 1);
        return Decision.Accept(opened, new CaseAssigned(
            Catalogue.Classify(submitted.Category).Category, priority, null, null,
            rules.Promise(new PromiseFacts(submitted.Organization, submitted.AffectedSystem, submitted.Kind, submitted.At), priority, opened.Promise, submitted.At), submitted.At));
    }

    /// <summary>A step from before the last move of the work stands in Intake's log only: the work cannot be moved back by what is learned late.</summary>
    public static Decision Take(Ticket ticket, HistoryImported step, SlaRules rules)
    {
        if (ticket.Assigned is not { } assigned) return Decision.Reject("no-case", "The step came before the ticket.");
        if (Instant.Max(step.At, ticket.OpenedAt) < ticket.MovedAt) return Decision.Nothing;
        var priority = step.Priority ?? assigned.Priority;
        var owned = assigned with
        {
            Category = step.Category is null ? assigned.Category : Catalogue.Classify(step.Category).Category,
            Priority = priority,
            // Who answers or rates moves nobody's work: what such a row leaves out stays.
            Team = step.KeepsOwner() ? step.Team ?? assigned.Team : step.Team,
            Agent = step.KeepsOwner() ? step.Agent ?? assigned.Agent : step.Agent,
            Promise = rules.Promise(ticket.Clocks.Facts, priority, ticket.Clocks.Promise, step.At),
        };
        var move = Move(ticket, step);
        return Decision.Accept(owned == assigned ? move : [owned with { At = step.At }, .. move]);
    }

    private static IReadOnlyList<object> Move(Ticket ticket, HistoryImported step) => step.Step switch
    {
        HistoricStep.WorkedOn when ticket.IsOpen && ticket.Status != TicketStatus.InProgress => [new WorkResumed(step.By, step.At)],
        HistoricStep.AwaitedRequester => Pause(ticket, step, PauseReason.Requester),
        HistoricStep.AwaitedVendor => Pause(ticket, step, PauseReason.Vendor),
        HistoricStep.Awaited => Pause(ticket, step, PauseReason.Other),
        HistoricStep.Answered when ticket.IsOpen => [new ResponseGiven(step.By, ticket.Requester, step.Text ?? step.State, step.At)],
        HistoricStep.Diagnosed when ticket.IsOpen => [new DiagnosisRecorded(step.By, ticket.Requester, step.Text ?? step.State, step.At)],
        HistoricStep.ArticleUsed when ticket.IsOpen && step.Article is { } one => [new ArticleUsed(one.Id, one.Number, one.Title, one.Version, one.Helped, step.By, step.At)],
        HistoricStep.Resolved when ticket.IsOpen =>
            [new TicketResolved(step.By, ticket.Requester, step.Text ?? step.State, step.Cause, step.Team, step.Agent, step.At)],
        HistoricStep.Reopened when ticket.IsFinished => [new CaseReopened(step.By, ticket.Requester, step.Text, step.Team, step.Agent, step.At)],
        HistoricStep.Closed when ticket.IsOpen || (ticket.IsFinished && ticket.Status != TicketStatus.Closed) =>
            [new TicketClosed(step.By, step.At) { SurveyUntil = step.SurveyUntil }],
        _ => OfRequester(ticket, step),
    };

    private static IReadOnlyList<object> OfRequester(Ticket ticket, HistoryImported step) => step.Step switch
    {
        HistoricStep.Confirmed when ticket.Status == TicketStatus.Resolved => [new SolutionConfirmed(step.By, ticket.Requester, step.Text, step.At)],
        HistoricStep.Rejected when ticket.Status is TicketStatus.Resolved or TicketStatus.Confirmed =>
            [new SolutionRejected(step.By, ticket.Requester, step.Text ?? step.State, step.Team ?? ticket.Assigned?.Team, step.Agent ?? ticket.Assigned?.Agent, step.At)],
        HistoricStep.Rated when ticket.Status == TicketStatus.Closed && ticket.Closing.Survey is null && step.Score is { } score =>
            [new SurveyAnswered(step.By, ticket.Requester, score, step.Text, step.At)],
        _ => [],
    };

    /// <summary>What was told of the pause is the question to the requester, or the vendor's name.</summary>
    private static IReadOnlyList<object> Pause(Ticket ticket, HistoryImported step, PauseReason reason)
    {
        if (!ticket.IsOpen || ticket.WaitsFor == reason) return [];
        var paused = new WorkPaused(step.By, reason, step.At);
        return (reason, step.Text) switch
        {
            (PauseReason.Requester, { } question) => [paused with { Requester = ticket.Requester, Question = question }],
            (PauseReason.Vendor, { } vendor) => [paused with { Vendor = vendor }],
            _ => [paused],
        };
    }
}
