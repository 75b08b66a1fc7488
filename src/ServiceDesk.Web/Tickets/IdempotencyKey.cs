using System.Security.Cryptography;

namespace ServiceDesk.Web.Tickets;

/// <summary>Stands hidden in each form, so that sending it twice does it once.</summary>
internal static class IdempotencyKey
{
    public const string Field = "idempotency-key";

    public static string New() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    public static string Of(IFormCollection form) => form[Field].ToString() is { Length: 32 } key && key.All(char.IsAsciiHexDigit) ? key : New();
}
