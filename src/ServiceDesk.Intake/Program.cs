using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using ServiceDesk.Intake.Catalogue;

var app = ServiceApp.Create(Logs.Intake, args, parts => parts.Project(new SchedulesReadModel()), (services, configuration) =>
{
    services.AddSingleton<TicketNumbers>();
    services.AddSingleton<Submissions>();
    services.AddSingleton<AccessChanges>();
    services.AddSingleton<Catalogues>();
    services.AddHostedService(provider => provider.GetRequiredService<Catalogues>());
    services.AddSingleton<ScheduleWatcher>();
    services.AddHostedService(provider => provider.GetRequiredService<ScheduleWatcher>());
    services.AddSingleton(new PersonIds(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
    services.AddHostedService<Bootstrap>();
});
SubmitTicket.Map(app);
SubmitBatch.Map(app);
GetTicket.Map(app);
RegisterOrganization.Map(app);
RegisterPerson.Map(app);
ChangeRoles.Map(app);
IssueKey.Map(app);
DefineCatalogue.Map(app);
GetCatalogue.Map(app);
GetRequestTypes.Map(app);
DefineSchedule.Map(app);
EndSchedule.Map(app);
GetSchedules.Map(app);
app.Run();
