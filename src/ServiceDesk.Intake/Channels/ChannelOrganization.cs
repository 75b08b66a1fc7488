using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>For which organisation a channel's sender speaks.</summary>
internal static class ChannelOrganization
{
    /// <summary>The organisation that the sender is bound to, or the one that is named.</summary>
    /// <exception cref="RefusedException">None is named, it is not registered, or the sender is bound to another.</exception>
    public static string Of(Actor actor, AccessDirectory directory, string? named, string field)
    {
        if (Fault(actor, directory, named) is { } fault) throw new RefusedException(Problem.Field(field, fault));
        return named ?? actor.Organization!;
    }

    /// <summary>What is wrong, as the end of a sentence; null when nothing is.</summary>
    public static string? Fault(Actor actor, AccessDirectory directory, string? named)
    {
        if ((named ?? actor.Organization) is not { } organization) return "is required";
        if (actor.Organization is { } bound && bound != organization) return $"must be {bound}: you act for that organisation only";
        return directory.HasOrganization(organization) ? null : "is not a registered organisation";
    }
}
