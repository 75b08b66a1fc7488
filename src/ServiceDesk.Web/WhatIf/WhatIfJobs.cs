using System.Text.Json.Nodes;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.WhatIf;

/// <summary>A question that is being answered, and since when.</summary>
internal sealed record WhatIfJob(Task<Answer<WhatIfAnswer>> Answer, Instant Since);

/// <summary>Questions may take a minute: each is asked once, goes on while the page waits, and its answer is kept for a while.</summary>
internal sealed class WhatIfJobs(IServiceScopeFactory scopes, IMemoryCache cache)
{
    /// <summary>The client that waits longer than a page may.</summary>
    public const string Patient = "patient";

    private static readonly TimeSpan kept = TimeSpan.FromMinutes(10);

    public WhatIfJob Begin(Person person, JsonObject question, Instant now)
    {
        var key = (typeof(WhatIfJobs), person.Id, question.ToJsonString());
        if (cache.TryGetValue(key, out WhatIfJob? job) && job is not null)
        {
            // What failed is told once, and asked again with the next look.
            if (job.Answer is { IsCompleted: true, IsCompletedSuccessfully: false } or { IsCompletedSuccessfully: true, Result.Problem: not null }) cache.Remove(key);
            return job;
        }
        return cache.Set(key, new WhatIfJob(Task.Run(() => Ask(person, question)), now), new MemoryCacheEntryOptions { SlidingExpiration = kept });
    }

    private async Task<Answer<WhatIfAnswer>> Ask(Person person, JsonObject question)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Visitor>().Enter(person);
        var services = scope.ServiceProvider.GetRequiredKeyedService<ServicesClient>(Patient);
        return await services.Ask<WhatIfAnswer>(HttpMethod.Post, "Analytics", "/what-if/sla", question, null, CancellationToken.None);
    }

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<WhatIfJobs>();
        services.AddHttpClient(Patient, client => client.Timeout = TimeSpan.FromMinutes(3));
        services.AddKeyedScoped(Patient, (provider, _) => ActivatorUtilities.CreateInstance<ServicesClient>(provider, provider.GetRequiredService<IHttpClientFactory>().CreateClient(Patient)));
    }
}
