using System.Security.Cryptography;

namespace ServiceDesk.Web.Tickets;

/// <summary>Stands hidden in each form, so that sending it twice does it once.</summary>
internal static class IdempotencyKey
{
    public const string Field = "idempotency-key";

    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>For the form that is shown again: the same when it is not known what became of the first.</summary>
    public static string After(Services.Problem? problem, IFormCollection form) => problem is { Temporary: true } ? Of(form) : New();

    /// <summary>Another key that belongs to this one: the same for the same.</summary>
    public static string Of(string key, string part) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{key} {part}")))[..32];

    public static string Of(IFormCollection form) => form[Field].ToString() is { Length: 32 } key && key.All(char.IsAsciiHexDigit) ? key : New();
}
