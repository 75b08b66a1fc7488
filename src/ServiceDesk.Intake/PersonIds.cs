using System.Security.Cryptography;
using System.Text;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>
/// Turns an e-mail address (or a name, where nothing better is known) within an organisation into an opaque id: the same person gets the
/// same id without a look-up, and without the secret nobody gets from the id to the person or checks a guess.
/// </summary>
internal sealed class PersonIds(string secret)
{
    private readonly byte[] key = Convert.FromBase64String(secret);

    public string Of(string organization, string emailOrName)
    {
        var who = emailOrName.Trim().ToLowerInvariant();
        return NameBasedId.WithVersion(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{organization}\n{who}")), 8).ToString();
    }
}
