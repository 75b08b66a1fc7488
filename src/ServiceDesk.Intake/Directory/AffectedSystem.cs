using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>All that is known of a system or service that may fail was changed; holds every value from now on. Stream <c>system-{id}</c>.</summary>
/// <param name="System">Its id: a short word.</param>
/// <param name="NameZh">Its name in Chinese.</param>
/// <param name="NameEn">Its name in English.</param>
/// <param name="Aliases">What people also call it.</param>
/// <param name="Organization">The customer organisation that uses it; null = all do.</param>
/// <param name="Importance">How much it matters to the business.</param>
/// <param name="Team">The team that looks after it.</param>
/// <param name="Category">The usual category of tickets about it.</param>
/// <param name="Retired">Whether it is no longer in use; then it is no longer found.</param>
[StoredName("intake.system-changed.v1")]
internal sealed record SystemChanged(
    string System,
    string? NameZh,
    string? NameEn,
    IReadOnlyList<string> Aliases,
    string? Organization,
    Importance Importance,
    string? Team,
    string? Category,
    bool Retired);

/// <summary>A system or service that may fail; null = it was never registered.</summary>
internal sealed record AffectedSystem(SystemChanged? Current) : IState<AffectedSystem>
{
    public static AffectedSystem Initial { get; } = new((SystemChanged?)null);

    public static string StreamOf(string system) => $"system-{system}";

    public AffectedSystem Evolve(object @event) => @event is SystemChanged changed ? new(changed) : this;
}
