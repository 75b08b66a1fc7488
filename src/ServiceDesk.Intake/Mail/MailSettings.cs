using System.Security.Cryptography;
using MailKit.Security;

namespace ServiceDesk.Intake.Mail;

/// <summary>Where mail is handed over to be delivered.</summary>
internal sealed record SmtpSettings(string Host, int Port, SecureSocketOptions Tls, string? User, string? Password);

/// <summary>The desk's own address and what belongs to it, from the configuration section <c>Mail</c>.</summary>
internal sealed class MailSettings
{
    private readonly Uri? portal;

    private static readonly string[] mailSystems = ["mailer-daemon", "postmaster", "mail-daemon"];

    public MailSettings(IConfiguration configuration, string personSecret)
    {
        Desk = new(configuration["Mail:Address"] ?? "desk@servicedesk.example", configuration["Mail:Name"] ?? "Service desk");
        // One secret to keep: who knows the label alone cannot make tokens, and tokens tell nothing about people's ids.
        Tokens = new TicketToken(HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(personSecret), 32, info: "servicedesk mail ticket token 1"u8.ToArray()));
        Composer = new MailComposer(Desk, Tokens);
        if (configuration["Mail:Portal"] is { Length: > 0 } address)
        {
            portal = Uri.TryCreate(address, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
                ? parsed
                : throw new InvalidOperationException($"Mail:Portal is an address such as https://desk.example.org, not '{address}'.");
        }
        MostPerHour = configuration.GetValue("Mail:MostPerTicketAndHour", 10);
        var host = configuration["Mail:Smtp:Host"];
        if (string.IsNullOrEmpty(host)) return;
        var tls = configuration["Mail:Smtp:Tls"] ?? "starttls";
        var user = configuration["Mail:Smtp:User"];
        Smtp = new(
            host, configuration.GetValue("Mail:Smtp:Port", tls == "implicit" ? 465 : 587), Tls(tls),
            string.IsNullOrEmpty(user) ? null : user, configuration["Mail:Smtp:Password"]);
    }

    public MailAddress Desk { get; }

    public TicketToken Tokens { get; }

    public MailComposer Composer { get; }

    /// <summary>The brake: a person never needs more, two machines that talk to each other do.</summary>
    public int MostPerHour { get; }

    /// <summary>Null while nobody has said where mail goes.</summary>
    public SmtpSettings? Smtp { get; }

    /// <summary>Where a requester finds a ticket; null while nobody has said where the portal is.</summary>
    public string? PageOf(Guid ticket) => portal is null ? null : $"{portal.ToString().TrimEnd('/')}/tickets/{ticket}";

    /// <summary>Where somebody who is signed in finds a report; null while nobody has said where the portal is.</summary>
    public string? PageOf(string report, string format) => portal is null ? null : $"{portal.ToString().TrimEnd('/')}/reports/cited/{Uri.EscapeDataString(report)}?format={format}";

    /// <summary>Whether a mail to an address would come back to the desk, or go to a mail system.</summary>
    public bool IsNobody(string address)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0) return true;
        var local = address[..at].Split('+')[0];
        return mailSystems.Contains(local, StringComparer.OrdinalIgnoreCase) || (local + address[at..]).Equals(Desk.Address, StringComparison.OrdinalIgnoreCase);
    }

    private static SecureSocketOptions Tls(string mode) => mode switch
    {
        "none" => SecureSocketOptions.None,
        "starttls" => SecureSocketOptions.StartTls,
        "implicit" => SecureSocketOptions.SslOnConnect,
        _ => throw new InvalidOperationException($"Mail:Smtp:Tls is none, starttls or implicit, not '{mode}'."),
    };
}
