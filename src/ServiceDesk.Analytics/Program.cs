using ServiceDesk.Analytics;
using ServiceDesk.Analytics.Audit;
using ServiceDesk.Analytics.Improvement;
using ServiceDesk.Analytics.Operations;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.Reports.Facts;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.Analytics.WhatIf;
using ServiceDesk.Analytics.WhatIf.Staffing;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

var app = ServiceApp.Create(Logs.Analytics, args, parts => parts
    .React(_ => new LedgerReaction(), Logs.Intake, Logs.Routing, Logs.Resolution)
    .Project(new LedgerReadModel())
    .Project(new TreeReadModel())
    .Project(new FactsReadModel())
    .AddAudit()
    .AddTimeTravel()
    .AddRegisters(), (services, _) =>
    {
        services.AddLedger();
        services.AddTimeTravel();
        ReportParts.Add(services);
        services.AddRegisters();
        services.AddOperations();
    });
LedgerParts.Map(app);
AuditParts.Map(app);
TimeTravelParts.Map(app);
ReportParts.Map(app);
WhatIfSla.Map(app);
WhatIfStaffing.Map(app);
RegisterParts.Map(app);
OperationsParts.Map(app);
app.Run();
