using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting;

/// <summary>Recognises <c>Authorization: Bearer</c> with an API key or a token of Web.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessDirectory directory, WebToken? web = null)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    public const string KeyPrefix = "sdk_";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        if (header is null || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var credential = header["Bearer ".Length..].Trim();
        ClaimsPrincipal? principal = credential.StartsWith(KeyPrefix, StringComparison.Ordinal)
            ? await directory.Authenticate(credential, Context.RequestAborted)
            : Today(web?.Authenticate(credential));
        if (principal is not null) CrashPoint.Reach(CrashPoint.Authenticated);
        return principal is null
            ? AuthenticateResult.Fail("The key or token is unknown, revoked or over.")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    /// <summary>A token tells who acts; what that person may do is what the directory says now, so that a revocation does not wait for the token's end.</summary>
    private ClaimsPrincipal? Today(ClaimsPrincipal? token)
    {
        if (token is null || Actor.Of(token) is not { } actor || directory.Find(actor.Id) is not { } person) return null;
        var roles = actor.Roles.Where(person.Roles.Contains).ToArray();
        return roles.Length == 0 ? null : new ClaimsPrincipal(new ActorIdentity(actor with { Roles = roles, Organization = person.Organization }));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, "unauthenticated", "Send a valid API key: Authorization: Bearer <key>.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Of(StatusCodes.Status403Forbidden, "forbidden", "Your roles do not allow this.").ExecuteAsync(Context);
}
