using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Diagnosis;
using ServiceDesk.Resolution.Knowledge;
using ServiceDesk.Resolution.Problems;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Resolution.Solution;

var app = ServiceApp.Create(Logs.Resolution, args, parts => parts
    .React(services => new CaseReaction(services.GetRequiredService<SlaBook>()), Logs.Intake, Logs.Routing)
    .Project(new CasesReadModel())
    .Project(services => new TicketClocksReadModel(services.GetRequiredService<SlaBook>()))
    .Project(new KnowledgeReadModel())
    .Project(new ClosingReadModel())
    .AddProblems()
    .KeepArchive(), (services, _) =>
{
    SlaRoutes.Add(services);
    DiagnosisRoutes.Add(services);
    services.AddApprovalRules();
    services.AddKnowledge();
    services.AddProblems();
    services.AddClosing();
});
ListTickets.Map(app);
GetTicket.Map(app);
SlaRoutes.Map(app);
TicketCommand.Map<Ticket, Respond>(app, "respond", Roles.Agent, Roles.Lead, Roles.Admin);
TicketCommand.Map<Ticket, ReportProgress>(app, "progress", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Tells the requester where the ticket stands and what comes next.");
TicketCommand.Map<Ticket, Diagnose>(app, "diagnose", Roles.Agent, Roles.Lead, Roles.Admin);
DiagnosisRoutes.Map(app);
TicketCommand.Map<Ticket, Resolve>(app, "resolve", Roles.Agent, Roles.Lead, Roles.Admin);
TicketCommand.Map<Ticket, Confirm>(app, "confirm", Roles.Requester, Roles.System, Roles.Agent, Roles.Lead, Roles.Admin);
TicketCommand.Map<Ticket, Reject>(app, "reject", Roles.Requester, Roles.System, Roles.Agent, Roles.Lead, Roles.Admin);
TicketCommand.Map<Ticket, Close>(app, "close", Roles.Agent, Roles.Lead, Roles.Admin);
SolutionRoutes.Map(app);
KnowledgeRoutes.Map(app);
ProblemParts.Map(app);
ClosingParts.Map(app);
app.Run();
