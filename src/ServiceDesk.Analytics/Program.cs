using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Improvement;
using ServiceDesk.Analytics.Operations;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

var app = ServiceApp.Create(Logs.Analytics, args, parts => parts
    .React(_ => new LedgerReaction(), Logs.Intake, Logs.Routing, Logs.Resolution)
    .Project(new LedgerReadModel())
    .Project(new ClocksReadModel())
    .AddRegisters(), (services, _) =>
    {
        services.AddRegisters();
        services.AddOperations();
    });
GetTicketAudit.Map(app);
SearchLedger.Map(app);
GetSlaReport.Map(app);
GetSlaTickets.Map(app);
RegisterParts.Map(app);
OperationsParts.Map(app);
app.Run();
