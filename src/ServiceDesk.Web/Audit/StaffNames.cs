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

    public async Task Know(CancellationToken cancel) => People = await cache.Find((typeof(StaffNames), visitor.Person!.Id), lasts, async () =>
    {
        var answers = await Task.WhenAll(roles.Select(role => services.People(role, cancel)));
        var found = answers.SelectMany(answer => answer.Value?.Items ?? []).DistinctBy(person => person.Id).OrderBy(person => person.Name, StringComparer.CurrentCulture);
        return ((IReadOnlyList<PersonName>)[.. found], Array.TrueForAll(answers, answer => answer.IsAnswered));
    });
}
