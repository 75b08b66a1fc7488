using System.Text.Json.Nodes;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.SignIn;

namespace ServiceDesk.Web.WhatIf;

/// <summary>A question that is being answered, and since when.</summary>
internal sealed record WhatIfJob<T>(Task<Answer<T>> Answer, Instant Since) where T : class;

/// <summary>How far a question is: its answer, what went wrong, or since when it is being answered; none of them = nothing was asked.</summary>
public sealed record Asked<T>(T? Answer, Problem? Problem, Instant? Since) where T : class;

/// <summary>Questions may take a minute: each is asked once, goes on while the page waits, and its answer is kept for a while.</summary>
internal sealed class WhatIfJobs(LongWork work, IMemoryCache cache)
{
    private static readonly TimeSpan kept = TimeSpan.FromMinutes(10);

    /// <param name="person">Who asks.</param>
    /// <param name="path">What Analytics is asked.</param>
    /// <param name="question">The question.</param>
    /// <param name="now">When.</param>
    public WhatIfJob<T> Begin<T>(Person person, string path, JsonObject question, Instant now) where T : class
    {
        var key = (typeof(WhatIfJobs), person.Id, path, question.ToJsonString());
        if (cache.TryGetValue(key, out WhatIfJob<T>? job) && job is not null)
        {
            // What failed is told once, and asked again with the next look.
            if (job.Answer is { IsCompleted: true, IsCompletedSuccessfully: false } or { IsCompletedSuccessfully: true, Result.Problem: not null }) cache.Remove(key);
            return job;
        }
        var answer = work.Run(person, services => services.Ask<T>(HttpMethod.Post, "Analytics", path, question, null, CancellationToken.None));
        return cache.Set(key, new WhatIfJob<T>(answer, now), new MemoryCacheEntryOptions { SlidingExpiration = kept });
    }
}
