using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;

var app = ServiceApp.Create(Logs.Routing, args, parts => parts.React(_ => new RoutingReaction(), Logs.Intake, Logs.Resolution), (services, _) =>
{
    services.AddRoster();
});
DefineTeam.Map(app);
GetRouting.Map(app);
GetPriorityMatrix.Map(app);
RosterParts.Map(app);
app.Run();
