using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Resolution.Problems;

/// <summary>What problem management consists of.</summary>
internal static class ProblemParts
{
    public static ServiceParts AddProblems(this ServiceParts parts) => parts
        .Project(new ProblemsReadModel())
        .Project(new JudgedIncidentsReadModel())
        .Project(new ReportedIncidentsReadModel(), Logs.Intake);

    public static void AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<ProblemNumbers>();
        services.AddSingleton<ProblemRules>();
        services.AddHostedService(provider => provider.GetRequiredService<ProblemRules>());
        services.AddSingleton<RepeatWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<RepeatWatch>());
        services.AddSingleton<RepeatCandidates>();
        services.AddSingleton<ProblemEffects>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        OpenProblem.Map(routes);
        ListProblems.Map(routes);
        GetProblem.Map(routes);
        LinkIncidents.Map(routes);
        UnlinkIncident.Map(routes);
        ProblemCommand.Map<DescribeProblem>(routes, "describe").WithSummary("Says anew what the problem is about and whose it is.");
        ProblemCommand.Map<Investigate>(routes, "investigate").WithSummary("Somebody begins to look for the cause.");
        ProblemCommand.Map<FindRootCause>(routes, "root-cause").WithSummary("Records the root cause, how it was found, and its code.");
        ProblemCommand.Map<AddEvidence>(routes, "evidence").WithSummary("Adds what a finding rests on.");
        ProblemCommand.Map<RecordWorkaround>(routes, "workaround").WithSummary("Records a workaround and tells it to the requesters of all linked open tickets.");
        ProblemCommand.Map<DeclareKnownError>(routes, "known-error").WithSummary("The cause is known and not removed yet.");
        ProblemCommand.Map<ResolveProblem>(routes, "resolve").WithSummary("The cause is removed.");
        ProblemCommand.Map<CloseProblem>(routes, "close").WithSummary("The problem is finished.");
        ProblemCommand.Map<ReopenProblem>(routes, "reopen").WithSummary("The search goes on.");
        ProblemCommand.Map<LinkArticle>(routes, "article").WithSummary("Links an article of the knowledge base that tells about the problem.");
        ProblemCommand.Map<PlanAction>(routes, "actions").WithSummary("Plans a change because of the problem, or plans an open one anew.");
        DoAction.Map(routes);
        VerifyAction.Map(routes);
        ProblemEffects.Map(routes);
        ListActions.Map(routes);
        GetCandidates.Map(routes);
        DismissCandidate.Map(routes);
        DefineProblemRules.Map(routes);
        GetRepeats.Map(routes);
        RecordReview.Map(routes);
        GetReviews.Map(routes);
    }
}
