using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Mail;

/// <summary>The e-mail channel as a part of the service: in, out, and what is shown of both.</summary>
internal static class MailParts
{
    public static void AddMail(this ServiceParts parts) => parts
        .React(services => new MailReaction(services.GetRequiredService<MailSettings>()), Logs.Intake, Logs.Resolution)
        .React(services => new EscalationMailReaction(services.GetRequiredService<MailSettings>(), services.GetRequiredService<OrganizationDirectory>()), Logs.Routing)
        .Project(new MailThreadsReadModel())
        .Project(new HeldMailsReadModel())
        .Project(new OutgoingMailsReadModel())
        .Project(services => new ReportDeliveriesReadModel(services.GetRequiredService<EventTypes>()), Logs.Analytics);

    public static void AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new MailSettings(configuration, configuration["Intake:PersonSecret"] ?? throw new InvalidOperationException("Intake:PersonSecret is not set.")));
        services.AddSingleton<Senders>();
        services.AddSingleton<MailThreads>();
        services.AddSingleton<MailFiles>();
        services.AddSingleton<MailDesk>();
        services.AddSingleton<ReceiveMail>();
        services.AddSingleton<MailAttempts>();
        services.AddSingleton<MailSender>();
        services.AddHostedService(provider => provider.GetRequiredService<MailSender>());
        services.AddHostedService<ReportMails>();
    }

    public static void MapMail(this IEndpointRouteBuilder routes)
    {
        ReceiveMail.Map(routes);
        HeldMails.Map(routes);
        GetMails.Map(routes);
        DefineMailTemplate.Map(routes);
    }
}
