using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.Improvement;

/// <summary>What the improvement loop consists of.</summary>
internal static class RegisterParts
{
    public static ServiceParts AddRegisters(this ServiceParts parts) => parts.Project(new RegistersReadModel()).Project(new ScorePointsReadModel());

    public static void AddRegisters(this IServiceCollection services)
    {
        services.AddSingleton<RiskTables>();
        services.AddHostedService(provider => provider.GetRequiredService<RiskTables>());
        services.AddSingleton<ScoreRuleBook>();
        services.AddHostedService(provider => provider.GetRequiredService<ScoreRuleBook>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        ListRegisters.Map(routes);
        GetRegisters.Map(routes);
        DefineRiskTable.Map(routes);
        Register.Enter<Risk, IdentifyRisk>(routes, "/risks", Register.Keepers).WithSummary("Enters a risk and assesses it.");
        Register.Map<Risk, DescribeRisk>(routes, "/risks", "describe", Register.Keepers).WithSummary("Says anew what a risk is and whose.");
        Register.Map<Risk, AnswerRisk>(routes, "/risks", "answer", Register.Keepers).WithSummary("Chooses whether a risk is avoided, reduced, transferred or accepted, with what is done.");
        Register.Map<Risk, ReviewRisk>(routes, "/risks", "review", Register.Keepers).WithSummary("Looks at a risk again: its score now, and the next review.");
        Register.Map<Risk, CloseRisk>(routes, "/risks", "close", Register.Keepers).WithSummary("A risk is none any more.");
        Register.Map<Risk, ReopenRisk>(routes, "/risks", "reopen", Register.Keepers).WithSummary("A risk is one again.");
        MapActions<Risk>(routes, "/risks");
        Register.Enter<ImprovementItem, ProposeImprovement>(routes, "/improvements", Register.Keepers).WithSummary("Enters an improvement that comes from a problem, a cluster, a figure or a ticket.");
        MeasureImprovement.Map(routes);
        Register.Map<ImprovementItem, MakeImprovement>(routes, "/improvements", "made", Register.Keepers).WithSummary("An improvement was made.");
        Register.Map<ImprovementItem, VerifyImprovement>(routes, "/improvements", "verify", Register.Keepers).WithSummary("Judges an improvement by its figures; without effect it is open again.");
        Register.Map<ImprovementItem, DropImprovement>(routes, "/improvements", "drop", Register.Keepers).WithSummary("An improvement will not be made.");
        MapActions<ImprovementItem>(routes, "/improvements");
        ListMeetingsAndAudits.Map(routes);
        DraftAgenda.Map(routes);
        CallMeeting.Map(routes);
        Register.Map<Meeting, HoldMeeting>(routes, "/meetings", "held", Register.Keepers).WithSummary("Writes down what a meeting said, decided, and gave to whom.");
        MapActions<Meeting>(routes, "/meetings");
        BeginAudit.Map(routes);
        Register.Map<Audit, JudgeAuditItem>(routes, "/audits", "judge", Register.Auditors).WithSummary("Holds a ticket of the sample against an item of the checklist.");
        Register.Map<Audit, ConcludeAudit>(routes, "/audits", "conclude", Register.Auditors).WithSummary("Finishes an audit, with what is to be done.");
        MapActions<Audit>(routes, "/audits");
        DefineScoreRules.Map(routes);
        Scores.Map(routes);
    }

    private static void MapActions<TState>(IEndpointRouteBuilder routes, string path) where TState : IRegistered<TState>, IHasActions
    {
        Register.Map<TState, PlanRegisterAction<TState>>(routes, path, "actions", Register.Keepers).WithSummary("Plans an action with owner and due date.");
        Register.Map<TState, FinishRegisterAction<TState>>(routes, path, "finish-action", Register.Keepers).WithSummary("An action was done.");
    }
}
