using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;
using ServiceDesk.Routing.Classification;

var app = ServiceApp.Create(Logs.Routing, args, parts => parts
    .React(services => new RoutingReaction(services.GetRequiredService<Judging>()), Logs.Intake, Logs.Resolution)
    .AddJudging(), (services, _) =>
{
    services.AddJudging();
});
DefineTeam.Map(app);
GetRouting.Map(app);
JudgingParts.Map(app);
app.Run();
