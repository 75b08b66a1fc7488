using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Rules;

namespace ServiceDesk.Resolution;

/// <summary>The standard promise: targets by priority on a 24×7 calendar.</summary>
internal static class SlaPolicy
{
    /// <summary>A ticket is judged under this priority until it is routed.</summary>
    public const Priority Provisional = Priority.P3;

    public static Promise For(Priority priority)
    {
        var (response, resolution) = StandardTargets.Of((int)priority + 1);
        return new Promise(StandardTargets.Version, priority, response, resolution);
    }

    /// <summary>How long the requester of an open ticket may be left without word: as promised, else as usual for the priority.</summary>
    public static Duration UpdateEvery(Promise promise) =>
        promise.Clocks?.FirstOrDefault(one => one.Clock == ClockName.Update)?.Target ?? UpdateEvery(promise.Priority);

    /// <summary>How long the requester of an open ticket may be left without word, where no policy says.</summary>
    public static Duration UpdateEvery(Priority priority) => priority switch
    {
        Priority.P1 => Duration.FromHours(1),
        Priority.P2 => Duration.FromHours(4),
        Priority.P3 => Duration.FromHours(24),
        _ => Duration.FromHours(72),
    };
}
