using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;

var app = ServiceApp.Create(Logs.Routing, args, parts => parts.React(_ => new RoutingReaction(), Logs.Intake, Logs.Resolution));
DefineTeam.Map(app);
GetRouting.Map(app);
GetPriorityMatrix.Map(app);
app.Run();
