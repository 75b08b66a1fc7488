using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Closing;

/// <summary>Closing as a part of the service: the rule, call-back, survey and follow-ups.</summary>
internal static class ClosingParts
{
    public static void AddClosing(this IServiceCollection services)
    {
        services.AddSingleton<ClosingRules>();
        services.AddHostedService(provider => provider.GetRequiredService<ClosingRules>());
        services.AddHostedService<ClosingWatcher>();
        services.AddHostedService<ArchiveWatcher>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        DefineClosingRule.Map(routes);
        GetClosingRules.Map(routes);
        TicketCommand.Map<Ticket, Reopen>(routes, "reopen", Roles.Requester, Roles.System, Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("The matter of a closed ticket came back.");
        FollowingUp.Map<RecordCallBack>(routes, "call-back", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Records what the requester said when called back before closing.");
        FollowingUp.Map<AnswerSurvey>(routes, "survey", Roles.Requester, Roles.System, Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Rates the work on a closed ticket.");
        ListFollowUps.Map(routes);
        FollowUpCommand.Map<AssignFollowUp>(routes, "assign", Roles.Lead, Roles.Admin).WithSummary("Says whose a follow-up is, and when it must be done.");
        FollowUpCommand.Map<FinishFollowUp>(routes, "done", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Tells what was found and what is better now.");
        FollowUpCommand.Map<VerifyFollowUp>(routes, "verify", Roles.Lead, Roles.Admin).WithSummary("Closes the loop, or opens the follow-up again.");
        GetSurveyReport.Map(routes);
    }
}
