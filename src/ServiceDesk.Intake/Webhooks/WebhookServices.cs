using System.Net;
using NodaTime;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Webhooks;

internal static class WebhookServices
{
    /// <summary>What sends webhooks. <c>Webhooks:AllowHttp</c> and <c>Webhooks:TrustedHosts</c> (separated by commas) widen what may be called.</summary>
    public static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        var rules = new TargetRules(
            configuration.GetValue("Webhooks:AllowHttp", defaultValue: false),
            (configuration["Webhooks:TrustedHosts"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        services.AddSingleton(rules);
        services.AddSingleton(new WebhookSecrets(configuration["Intake:PersonSecret"]!));
        services.AddSingleton(provider => new WebhookQueue(provider.GetRequiredService<Journal>().Database));
        services.AddHostedService(provider => new WebhookSender(
            provider.GetRequiredService<Journal>(), WebhookRoutes.Logs.ToDictionary(log => log, provider.GetRequiredService<Feeds>().Of),
            provider.GetRequiredService<WebhookQueue>(), provider.GetRequiredService<WebhookSecrets>(), TargetConnection.Handler(rules, Dns.GetHostAddressesAsync),
            configuration, provider.GetRequiredService<IClock>(), provider.GetRequiredService<ILogger<WebhookSender>>()));
    }
}
