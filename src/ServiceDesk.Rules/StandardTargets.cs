using NodaTime;

namespace ServiceDesk.Rules;

/// <summary>What is promised for a priority until somebody defines something else, at every hour of every day.</summary>
public static class StandardTargets
{
    /// <summary>Name and version; stands in every promise that was made by it.</summary>
    public const string Version = "standard-1";

    /// <summary>Time until the first response, and until it is resolved.</summary>
    /// <param name="priority">1 to 4.</param>
    public static (Duration Response, Duration Resolution) Of(int priority) => priority switch
    {
        1 => (Duration.FromMinutes(15), Duration.FromHours(4)),
        2 => (Duration.FromMinutes(30), Duration.FromHours(8)),
        3 => (Duration.FromHours(4), Duration.FromHours(24)),
        _ => (Duration.FromHours(8), Duration.FromHours(72)),
    };
}
