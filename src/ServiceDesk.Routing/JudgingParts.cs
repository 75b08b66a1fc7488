using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing.Classification;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Routing;

/// <summary>Classification and grading as a part of the service.</summary>
internal static class JudgingParts
{
    public static ServiceParts AddJudging(this ServiceParts parts) => parts
        .Project(new TicketWordsReadModel(), Logs.Intake)
        .Project(new ClosingsReadModel(), Logs.Resolution);

    public static void AddJudging(this IServiceCollection services)
    {
        services.AddSingleton<GradingBook>();
        services.AddHostedService(provider => provider.GetRequiredService<GradingBook>());
        services.AddSingleton<ClassificationBook>();
        services.AddHostedService(provider => provider.GetRequiredService<ClassificationBook>());
        services.AddSingleton<LearnedCategories>();
        services.AddHostedService(provider => provider.GetRequiredService<LearnedCategories>());
        services.AddSingleton<Judging>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        DefinePriorityMatrix.Map(routes);
        GetPriorityMatrix.Map(routes);
        TicketCommand.Map<Ticket, GradeTicket>(routes, "grade", Roles.Agent, Roles.Lead, Roles.Admin).OnlyWhileOpen().WithSummary("Grades the ticket anew: impact, urgency or business importance.");
        DefineClassificationRules.Map(routes);
        GetClassificationRules.Map(routes);
        TicketCommand.Map<Ticket, ClassifyTicket>(routes, "classify", Roles.Agent, Roles.Lead, Roles.Admin).OnlyWhileOpen().WithSummary("Says what the ticket is about; another category brings another team.");
        GetSuggestion.Map(routes);
    }
}
