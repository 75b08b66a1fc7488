using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Duplicates;

var app = ServiceApp.Create(Logs.Intake, args, parts => parts
    .React(services => ActivatorUtilities.CreateInstance<DuplicatesReaction>(services), Logs.Intake)
    .Project(new OpenTicketsReadModel()).Project(new SuspicionsReadModel()).Project(new ClosedTicketsReadModel(), Logs.Resolution), (services, configuration) =>
{
    services.AddSingleton<TicketNumbers>();
    services.AddSingleton<Submissions>();
    services.AddSingleton<AccessChanges>();
    services.AddSingleton(new PersonIds(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
    services.AddHostedService<Bootstrap>();
    services.AddSingleton<OpenFaults>();
    services.AddHostedService(provider => provider.GetRequiredService<OpenFaults>());
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
CheckDuplicates.Map(app);
GetDuplicates.Map(app);
GetClusters.Map(app);
DismissDuplicate.Map(app);
LinkTickets.Map(app);
UnlinkTickets.Map(app);
MergeTicket.Map(app);
UnmergeTicket.Map(app);
app.Run();
