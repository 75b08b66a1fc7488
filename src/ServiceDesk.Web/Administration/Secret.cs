using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceDesk.Web.Administration;

/// <summary>What is shown once and never again.</summary>
internal static class Secret
{
    public static IResult Page(string kind, string secret, string next) => new RazorComponentResult<SecretPage>(new Dictionary<string, object?>
    {
        [nameof(SecretPage.Kind)] = kind,
        [nameof(SecretPage.Secret)] = secret,
        [nameof(SecretPage.Next)] = next,
    });
}
