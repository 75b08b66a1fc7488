using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Audit;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

var app = ServiceApp.Create(Logs.Analytics, args, parts => parts
    .React(_ => new LedgerReaction(), Logs.Intake, Logs.Routing, Logs.Resolution)
    .Project(new LedgerReadModel())
    .Project(new TreeReadModel())
    .Project(new ClocksReadModel())
    .AddAudit()
    .AddTimeTravel(), (services, _) =>
    {
        services.AddLedger();
        services.AddTimeTravel();
    });
LedgerParts.Map(app);
AuditParts.Map(app);
TimeTravelParts.Map(app);
GetSlaReport.Map(app);
GetSlaTickets.Map(app);
app.Run();
