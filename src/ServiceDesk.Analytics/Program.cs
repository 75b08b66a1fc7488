using ServiceDesk.Analytics;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

var app = ServiceApp.Create(Logs.Analytics, args, parts => parts
    .React(_ => new LedgerReaction(), Logs.Intake, Logs.Routing, Logs.Resolution)
    .Project(new LedgerReadModel())
    .Project(new TreeReadModel())
    .Project(new ClocksReadModel()),
    (services, _) => services.AddLedger());
LedgerParts.Map(app);
GetTicketAudit.Map(app);
SearchLedger.Map(app);
GetSlaReport.Map(app);
GetSlaTickets.Map(app);
app.Run();
