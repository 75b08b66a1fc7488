using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Catalogue;
using ServiceDesk.Intake.Channels;
using ServiceDesk.Intake.Duplicates;
using ServiceDesk.Intake.Mail;
using ServiceDesk.Intake.Webhooks;

var app = ServiceApp.Create(Logs.Intake, args, parts => parts
    .Project(new DirectoryReadModel())
    .Project(new SchedulesReadModel())
    .Project(new ChannelsReadModel())
    .Project(new ChannelActivityReadModel())
    .Project(new WebhooksReadModel())
    .AddDuplicates()
    .KeepArchive()
    .AddMail(), (services, configuration) =>
{
    services.AddSingleton<TicketNumbers>();
    services.AddSingleton<Submissions>();
    services.AddSingleton<Messages>();
    services.AddSingleton<HistoryImports>();
    services.AddSingleton<AccessChanges>();
    services.AddSingleton<Catalogues>();
    services.AddHostedService(provider => provider.GetRequiredService<Catalogues>());
    services.AddSingleton<ScheduleWatcher>();
    services.AddHostedService(provider => provider.GetRequiredService<ScheduleWatcher>());
    services.AddDirectory();
    services.AddSingleton(new PersonIds(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
    services.AddHostedService<Bootstrap>();
    services.AddSingleton<OpenFaults>();
    services.AddHostedService(provider => provider.GetRequiredService<OpenFaults>());
    services.AddWebhooks(configuration);
    services.AddSingleton<VirusScan>();
    services.AddSingleton<AttachmentFiles>();
    services.AddMail(configuration);
    services.AddChannels(configuration);
});
SubmitTicket.Map(app);
SubmitBatch.Map(app);
ImportHistory.Map(app);
GetTicket.Map(app);
RecordCall.Map(app);
ReceiveMessage.Map(app);
TicketCommand.Map<Ticket, Correct>(app, "correct", Roles.Requester, Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Corrects what was submitted; the original stays readable.");
TicketCommand.Map<Ticket, RecordContact>(app, "contacts", Roles.Agent, Roles.Lead, Roles.Admin).WithSummary("Records a call or a call-back.");
TicketCommand.Map<Ticket, SetConfidential>(app, "confidential", Roles.Lead, Roles.Admin).WithSummary("Puts everybody who reads the ticket on record, or ends that.");
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
DefineCatalogue.Map(app);
GetCatalogue.Map(app);
GetRequestTypes.Map(app);
DefineSchedule.Map(app);
EndSchedule.Map(app);
GetSchedules.Map(app);
AttachFiles.Map(app);
app.MapMail();
ChannelParts.Map(app);
CheckDuplicates.Map(app);
GetDuplicates.Map(app);
GetClusters.Map(app);
DismissDuplicate.Map(app);
LinkTickets.Map(app);
UnlinkTickets.Map(app);
MergeTicket.Map(app);
UnmergeTicket.Map(app);
WebhookRoutes.Map(app);
app.Run();
