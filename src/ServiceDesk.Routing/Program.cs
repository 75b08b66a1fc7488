using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;

var app = ServiceApp.Create(
    Logs.Routing, args,
    parts => parts.React(services => new RoutingReaction(RoutingTables.NoAgentsBy(services.GetRequiredService<AccessDirectory>())), Logs.Intake, Logs.Resolution),
    (services, _) =>
    {
        services.AddRoster();
        services.AddHostedService<AssignmentWatcher>();
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
GetPriorityMatrix.Map(app);
RosterParts.Map(app);
app.Run();
