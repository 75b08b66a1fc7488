using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Webhooks;

var app = ServiceApp.Create(Logs.Intake, args, parts => parts
    .Project(new DirectoryReadModel())
    .Project(new WebhooksReadModel()), (services, configuration) =>
{
    services.AddSingleton<TicketNumbers>();
    services.AddSingleton<Submissions>();
    services.AddSingleton<Messages>();
    services.AddSingleton<AccessChanges>();
    services.AddDirectory();
    services.AddSingleton(new PersonIds(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
    services.AddHostedService<Bootstrap>();
    services.AddWebhooks(configuration);
    services.AddSingleton<VirusScan>();
    services.AddSingleton<AttachmentFiles>();
});
SubmitTicket.Map(app);
SubmitBatch.Map(app);
GetTicket.Map(app);
RecordCall.Map(app);
ReceiveMessage.Map(app);
TicketCommand.Map<Ticket, Correct>(app, "correct", Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Corrects what was submitted; the original stays readable.");
TicketCommand.Map<Ticket, RecordContact>(app, "contacts", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Records a call or a call-back.");
TicketCommand.Map<Ticket, Withdraw>(app, "withdraw", Roles.Requester, Roles.System, Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("The requester needs no help any more.");
TicketCommand.Map<Ticket, Invalidate>(app, "invalidate", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("This is no valid request.");
RegisterOrganization.Map(app);
RegisterPerson.Map(app);
ChangeOrganization.Map(app);
ChangeRequester.Map(app);
ListRequesters.Map(app);
ChangeSystem.Map(app);
ListSystems.Map(app);
ChangeRoles.Map(app);
IssueKey.Map(app);
AttachFiles.Map(app);
WebhookRoutes.Map(app);
app.Run();
