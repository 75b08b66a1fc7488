using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>The policies that are in effect until others are defined: the standard promise for everybody.</summary>
internal static class ShippedPolicies
{
    /// <summary>Percent of a target after which somebody is warned.</summary>
    public static IReadOnlyList<int> Warnings { get; } = [75];

    public static SlaPoliciesDefined Definition { get; } = new(
        1, Instant.FromUtc(1900, 1, 1, 0, 0), false,
        [new SlaPolicyDefinition("standard", [], [], [], null, [.. Enum.GetValues<Priority>().Select(Targets)])], "service:resolution", Instant.FromUtc(1900, 1, 1, 0, 0));

    /// <summary>The terms of the clocks of a promise that names none.</summary>
    public static IReadOnlyList<ClockPromise> Clocks(Promise promise) =>
    [
        new(ClockName.Response, promise.Response, null, [], Warnings, Reopening.KeepFirst),
        new(ClockName.Resolution, promise.Resolution, null, Enum.GetValues<PauseReason>(), Warnings, Reopening.Resume),
    ];

    private static SlaTargets Targets(Priority priority)
    {
        var clocks = Clocks(SlaPolicy.For(priority));
        return new SlaTargets(priority, Terms(clocks[0]), null, null, Terms(clocks[1]));
    }

    private static ClockTarget Terms(ClockPromise clock) => new(clock.Target, null, clock.Pauses, clock.Warnings, clock.Reopening);
}
