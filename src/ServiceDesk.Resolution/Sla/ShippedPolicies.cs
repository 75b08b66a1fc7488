using NodaTime;
using ServiceDesk.Contracts;

namespace ServiceDesk.Resolution.Sla;

/// <summary>The policies that are in effect until others are defined: the standard promise for everybody.</summary>
internal static class ShippedPolicies
{
    public static SlaPoliciesDefined Definition { get; } = new(
        1, Instant.FromUtc(1900, 1, 1, 0, 0), false,
        [new SlaPolicyDefinition("standard", [], [], [], null, [.. Enum.GetValues<Priority>().Select(Targets)])], "service:resolution", Instant.FromUtc(1900, 1, 1, 0, 0));

    private static SlaTargets Targets(Priority priority)
    {
        var clocks = SlaPolicy.For(priority).EveryClock();
        return new SlaTargets(priority, Terms(clocks[0]), null, null, Terms(clocks[1]));
    }

    private static ClockTarget Terms(ClockPromise clock) => new(clock.Target, null, clock.Pauses, clock.Warnings, clock.Reopening);
}
