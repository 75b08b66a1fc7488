using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Routing.Escalation;

/// <summary>Escalation as a part of the service: to other teams, and to management.</summary>
internal static class EscalationParts
{
    public static ServiceParts AddEscalation(this ServiceParts parts) =>
        parts.React(services => new EscalationReaction(services.GetRequiredService<EscalationRuleBook>(), services.GetRequiredService<IClock>()), Logs.Resolution, Logs.Routing);

    public static void AddEscalation(this IServiceCollection services)
    {
        services.AddSingleton<EscalationRuleBook>();
        services.AddHostedService(provider => provider.GetRequiredService<EscalationRuleBook>());
        services.AddHostedService<NoActivityWatcher>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        Escalate.Map(routes);
        DefineEscalationRules.Map(routes);
        GetEscalations.Map(routes);
        EscalationAnswer.Map<AcknowledgeEscalation>(routes, "acknowledge").WithSummary("Takes care of what was escalated.");
        EscalationAnswer.Map<PassEscalationOn>(routes, "pass-on").WithSummary("Passes an escalation on to somebody else, or to the next one up.");
    }
}
