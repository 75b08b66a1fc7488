using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Webhooks;

var app = ServiceApp.Create(Logs.Intake, args, parts => parts.Project(new WebhooksReadModel()), (services, configuration) =>
{
    services.AddSingleton<TicketNumbers>();
    services.AddSingleton<Submissions>();
    services.AddSingleton<AccessChanges>();
    services.AddSingleton(new PersonIds(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
    services.AddHostedService<Bootstrap>();
    services.AddWebhooks(configuration);
    services.AddSingleton<VirusScan>();
    services.AddSingleton<AttachmentFiles>();
});
SubmitTicket.Map(app);
SubmitBatch.Map(app);
GetTicket.Map(app);
RegisterOrganization.Map(app);
RegisterPerson.Map(app);
ChangeRoles.Map(app);
IssueKey.Map(app);
AttachFiles.Map(app);
WebhookRoutes.Map(app);
app.Run();
