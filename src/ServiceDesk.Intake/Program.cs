using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;

var app = ServiceApp.Create(Logs.Intake, args, parts => { }, (services, configuration) =>
{
    services.AddSingleton<TicketNumbers>();
    services.AddSingleton<Submissions>();
    services.AddSingleton<HistoryImports>();
    services.AddSingleton<AccessChanges>();
    services.AddSingleton(new PersonIds(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
    services.AddHostedService<Bootstrap>();
});
SubmitTicket.Map(app);
SubmitBatch.Map(app);
ImportHistory.Map(app);
GetTicket.Map(app);
RegisterOrganization.Map(app);
RegisterPerson.Map(app);
ChangeRoles.Map(app);
IssueKey.Map(app);
app.Run();
