using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.WhatIf;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

var app = ServiceApp.Create(Logs.Analytics, args, parts => parts
    .React(_ => new LedgerReaction(), Logs.Intake, Logs.Routing, Logs.Resolution)
    .Project(new LedgerReadModel())
    .Project(new FactsReadModel()),
    (services, _) => ReportParts.Add(services));
GetTicketAudit.Map(app);
SearchLedger.Map(app);
ReportParts.Map(app);
WhatIfSla.Map(app);
app.Run();
