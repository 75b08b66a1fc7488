namespace ServiceDesk.Intake.Channels;

/// <summary>What the channels consist of.</summary>
internal static class ChannelParts
{
    public static void AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ChannelTickets>();
        services.AddSingleton<Alerts>();
        services.AddSingleton(new WebhookTrust(configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
        services.AddSingleton<ChannelDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<ChannelDirectory>());
        services.AddSingleton<ChannelHealth>();
        services.AddHostedService(provider => provider.GetRequiredService<ChannelHealth>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        GetChannels.Map(routes);
        ReceiveAlerts.Map(routes);
        ReceiveEvents.Map(routes);
        ChatMessage.Map(routes);
        SubmitForm.Map(routes);
        DefineWebhook.Map(routes);
        ReceiveWebhook.Map(routes);
    }
}
