using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace ServiceDesk.Hosting;

/// <summary>Who asks: the person behind an API key or a token of Web.</summary>
/// <param name="Id">The person's opaque id.</param>
/// <param name="Roles">What the person may do.</param>
/// <param name="Organization">The only organisation the person may see; null = all.</param>
/// <param name="Via"><c>web</c> when the person acts through a page.</param>
public sealed record Actor(string Id, IReadOnlyList<string> Roles, string? Organization, string? Via)
{
    /// <summary>Whether the person has one of these roles.</summary>
    /// <param name="roles">Roles.</param>
    public bool Is(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role)) return true;
        }
        return false;
    }

    /// <summary>Whether the person's roles allow no more than the person's own tickets.</summary>
    public bool SeesOnlyOwn => !Roles.Any(role => role != Contracts.Roles.Requester);

    /// <summary>Whether the person may know of a ticket.</summary>
    /// <param name="organization">The ticket's organisation.</param>
    /// <param name="requester">The ticket's requester.</param>
    public bool MaySee(string organization, string requester) =>
        (Organization is null || Organization == organization) && (!SeesOnlyOwn || Id == requester);

    /// <summary>Binds the actor of a request to an endpoint's parameter.</summary>
    /// <param name="context">The request.</param>
    public static ValueTask<Actor?> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.User));

    internal static Actor? Of(ClaimsPrincipal user) => (user.Identity as ActorIdentity)?.Who;
}

/// <summary>The actor as the identity that the framework's authorisation asks for roles.</summary>
internal sealed class ActorIdentity(Actor actor) : ClaimsIdentity(
    [new Claim(ClaimTypes.NameIdentifier, actor.Id), .. actor.Roles.Select(role => new Claim(ClaimTypes.Role, role))], "Bearer")
{
    public Actor Who => actor;
}
