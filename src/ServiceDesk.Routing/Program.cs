using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Boards;
using ServiceDesk.Routing.Escalation;
using ServiceDesk.Routing.MajorIncidents;
using ServiceDesk.Routing.Subtasks;

var app = ServiceApp.Create(Logs.Routing, args, parts => parts
    .React(_ => new RoutingReaction(), Logs.Intake, Logs.Resolution)
    .AddEscalation()
    .AddBoards(), (services, _) =>
{
    services.AddEscalation();
});
DefineTeam.Map(app);
GetRouting.Map(app);
GetPriorityMatrix.Map(app);
EscalationParts.Map(app);
SubtaskParts.Map(app);
MajorIncidentParts.Map(app);
BoardParts.Map(app);
app.Run();
