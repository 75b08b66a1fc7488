namespace ServiceDesk.Web.SignIn;

/// <summary>Who is signed in: what Web knows about a person and tells the services.</summary>
public sealed record Person(string Id, string User, string Name, string? Email, IReadOnlyList<string> Roles, string? Organization)
{
    public bool Is(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
            if (Roles.Contains(role))
                return true;
        return false;
    }

    /// <summary>Asks for help and does nothing else here.</summary>
    public bool OnlyAsks => !Is("agent", "lead", "auditor", "analyst", "admin", "system");
}
