using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>
/// The secrets of webhooks, derived from the service's own: nothing secret stands in an event or in the database, and a webhook keeps
/// its secrets when everything is restored from the log.
/// </summary>
internal sealed class WebhookSecrets(string secret)
{
    private const int KeyBytes = 32;

    private readonly byte[] master = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(secret), KeyBytes, info: "webhooks"u8.ToArray());

    /// <summary>A secret in the form in which its receiver gets it.</summary>
    /// <param name="webhook">The webhook's id.</param>
    /// <param name="number">Counts up with every rotation, from 1.</param>
    public string Of(string webhook, int number) =>
        WebhookSecret.Prefix + Convert.ToBase64String(HMACSHA256.HashData(master, Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{webhook}/{number}"))));

    /// <summary>The secrets that sign at an instant: the present one, and the one before while both are valid.</summary>
    /// <param name="webhook">The webhook.</param>
    /// <param name="now">The instant.</param>
    public IReadOnlyList<WebhookSecret> Signing(WebhookRow webhook, Instant now) => webhook is { SecretNumber: > 1, PreviousUntil: { } until } && now < until
        ? [Secret(webhook.Id, webhook.SecretNumber), Secret(webhook.Id, webhook.SecretNumber - 1)]
        : [Secret(webhook.Id, webhook.SecretNumber)];

    private WebhookSecret Secret(string webhook, int number) => WebhookSecret.Parse(Of(webhook, number));
}
