namespace ServiceDesk.Intake.Webhooks;

/// <summary>A key that signs webhooks. A class, so that no text of it is ever printed.</summary>
internal sealed class WebhookSecret
{
    public const string Prefix = "whsec_";
    private const int shortest = 24, longest = 64;

    private WebhookSecret(byte[] key) => Key = key;

    public byte[] Key { get; }

    /// <summary>Reads base64 with or without its prefix; an empty, short or malformed one is an error of the configuration.</summary>
    /// <exception cref="FormatException">It is no secret; the message does not repeat it.</exception>
    public static WebhookSecret Parse(string text)
    {
        var base64 = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        var key = new byte[longest + 1];
        if (!Convert.TryFromBase64String(base64, key, out var length) || length is < shortest or > longest)
            throw new FormatException($"A webhook secret is {Prefix} and the base64 of {shortest} to {longest} bytes.");
        return new WebhookSecret(key[..length]);
    }
}
