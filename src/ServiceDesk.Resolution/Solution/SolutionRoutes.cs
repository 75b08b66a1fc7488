using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Solution;

internal static class SolutionRoutes
{
    private static readonly string[] workers = [Roles.Agent, Roles.Lead, Roles.Admin];
    private static readonly string[] requesters = [Roles.Requester, Roles.System, .. workers];

    public static void AddApprovalRules(this IServiceCollection services)
    {
        services.AddSingleton<ApprovalRuleBook>();
        services.AddHostedService(provider => provider.GetRequiredService<ApprovalRuleBook>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        TicketCommand.Map<Ticket, Propose>(routes, "propose", workers).WithSummary("Proposes ways to solve the ticket, or writes proposals anew; the only one there is becomes the plan.");
        TicketCommand.Map<Ticket, Choose>(routes, "choose", workers).WithSummary("One of the options becomes the plan.");
        TicketCommand.Map<Ticket, AcceptPlan>(routes, "accept", requesters).WithSummary("The requester agrees to the plan.");
        TicketCommand.Map<Ticket, DeclinePlan>(routes, "decline-plan", requesters).WithSummary("The requester does not want the plan.");
        TicketCommand.Map<Ticket, Approve>(routes, "approve", workers).WithSummary("An approver agrees to the plan.");
        TicketCommand.Map<Ticket, Refuse>(routes, "refuse", workers).WithSummary("An approver does not want the plan.");
        TicketCommand.Map<Ticket, Implement>(routes, "implement", workers).WithSummary("Begins to carry out the plan, ticks a step, or notes what was done beside the plan.");
        TicketCommand.Map<Ticket, RollBack>(routes, "rollback", workers).WithSummary("What was carried out was undone.");
        TicketCommand.Map<Ticket, Verify>(routes, "verify", workers).WithSummary("What a test of the solution found.");
        DefineApprovalRules.Map(routes);
        GetApprovalRules.Map(routes);
    }
}
