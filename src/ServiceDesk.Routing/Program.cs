using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Boards;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Routing.Escalation;
using ServiceDesk.Routing.MajorIncidents;
using ServiceDesk.Routing.Rebalance;
using ServiceDesk.Routing.Subtasks;

var app = ServiceApp.Create(Logs.Routing, args, parts => parts
    .React(services => new RoutingReaction(services.GetRequiredService<Judging>(), Standings(services)), Logs.Intake, Logs.Resolution)
    .React(services => new RerouteReaction(Standings(services)), Logs.Routing)
    .AddJudging()
    .AddEscalation()
    .AddBoards()
    .KeepArchive(), (services, _) =>
{
    services.AddJudging();
    services.AddRoster();
    services.AddHostedService<AssignmentWatcher>();
    services.AddEscalation();
});
DefineTeam.Map(app);
GetRouting.Map(app);
AssignTicket.Map(app);
ClaimTicket.Map(app);
DeclineTicket.Map(app);
TakeNext.Map(app);
GetUnrouted.Map(app);
WhyNot.Map(app);
ReplayRouting.Map(app);
JudgingParts.Map(app);
RosterParts.Map(app);
EscalationParts.Map(app);
SubtaskParts.Map(app);
MajorIncidentParts.Map(app);
BoardParts.Map(app);
ProposeMoves.Map(app);
ApplyMoves.Map(app);
app.Run();

static Func<string, AgentStanding> Standings(IServiceProvider services) => RoutingTables.StandingsBy(services.GetRequiredService<AccessDirectory>());
