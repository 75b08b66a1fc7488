using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

var app = ServiceApp.Create(Logs.Intake, args, parts => parts.Project(new DirectoryReadModel()), (services, configuration) =>
{
    services.AddSingleton<TicketNumbers>();
    services.AddSingleton<Submissions>();
    services.AddSingleton<AccessChanges>();
    services.AddDirectory();
    services.AddSingleton(new PersonIds(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
    services.AddHostedService<Bootstrap>();
});
SubmitTicket.Map(app);
SubmitBatch.Map(app);
GetTicket.Map(app);
RegisterOrganization.Map(app);
RegisterPerson.Map(app);
ChangeOrganization.Map(app);
ChangeRequester.Map(app);
ListRequesters.Map(app);
ChangeSystem.Map(app);
ListSystems.Map(app);
ChangeRoles.Map(app);
IssueKey.Map(app);
app.Run();
