using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Diagnosis;

internal static class DiagnosisRoutes
{
    private static readonly string[] workers = [Roles.Agent, Roles.Lead, Roles.Admin];
    private static readonly string[] askers = [Roles.Requester, Roles.System, .. workers];

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Playbooks>();
        services.AddHostedService(provider => provider.GetRequiredService<Playbooks>());
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        TicketCommand.Map<Ticket, Accept>(app, "take-up", workers).WithSummary("Takes the work up. The requester hears nothing of it.");
        PlaybookCommand.Map<RecordStep>(app, "steps", workers).WithSummary("Records a step of the diagnosis: what was checked, what came of it, what it rules out.");
        PlaybookCommand.Map<TickItem>(app, "checklist", workers).WithSummary("Ticks an item of the ticket's playbook.");
        TicketCommand.Map<Ticket, Ask>(app, "ask", workers).WithSummary("Asks the requester something; the work waits for the answer.");
        TicketCommand.Map<Ticket, Wait>(app, "wait", workers).WithSummary("The work waits for a vendor, an approval or something else.");
        TicketCommand.Map<Ticket, Answer>(app, "answer", askers).WithSummary("Answers what the requester was asked; the work goes on.");
        TicketCommand.Map<Ticket, Continue>(app, "continue", workers).WithSummary("The work goes on after a wait.");
        TicketCommand.Map<Ticket, AddNote>(app, "note", workers).WithSummary("Notes something for the agents among themselves.");
        TicketCommand.Map<Ticket, PlanNext>(app, "plan-next", workers).WithSummary("Plans what comes next, and when at the latest.");
        TicketCommand.Map<Ticket, GiveRemoteConsent>(app, "remote-consent", askers).WithSummary("Allows remote help: who, how far, until when.");
        TicketCommand.Map<Ticket, WithdrawRemoteConsent>(app, "remote-consent/withdraw", askers).WithSummary("Allows remote help no more.");
        TicketCommand.Map<Ticket, StartRemoteSession>(app, "remote-sessions", workers).WithSummary("Begins a remote session, which a valid consent must allow.");
        TicketCommand.Map<Ticket, EndRemoteSession>(app, "remote-sessions/end", workers).WithSummary("Ends the remote session and tells what was done.");
        DefinePlaybooks.Map(app);
        GetPlaybooks.Map(app);
        ListAttention.Map(app);
    }
}
