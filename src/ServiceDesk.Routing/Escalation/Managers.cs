namespace ServiceDesk.Routing.Escalation;

/// <summary>Who leads whom.</summary>
internal static class Managers
{
    public static string? Of(string person) => null;
}
