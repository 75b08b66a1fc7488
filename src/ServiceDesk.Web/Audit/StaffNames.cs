using Microsoft.Extensions.Caching.Memory;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Audit;

/// <summary>What the people who work here are called, as far as the visitor may know.</summary>
public sealed class StaffNames(ServicesClient services, Visitor visitor, IMemoryCache cache)
{
    private static readonly TimeSpan lasts = TimeSpan.FromMinutes(5);
    private static readonly string[] roles = ["agent", "lead", "admin", "auditor", "analyst", "system"];

    /// <summary>By their names.</summary>
    public IReadOnlyList<PersonName> People { get; private set; } = [];

    public string Of(string? id) => id is null ? "" : People.FirstOrDefault(person => person.Id == id)?.Name ?? id;

    public async Task Know(CancellationToken cancel) => People = (await cache.GetOrCreateAsync((typeof(StaffNames), visitor.Person!.Id), async entry =>
    {
        entry.AbsoluteExpirationRelativeToNow = lasts;
        var asked = roles.Select(role => services.People(role, cancel)).ToList();
        var found = (await Task.WhenAll(asked)).SelectMany(answer => answer.Value?.Items ?? []);
        return (IReadOnlyList<PersonName>)[.. found.DistinctBy(person => person.Id).OrderBy(person => person.Name, StringComparer.CurrentCulture)];
    }))!;
}
