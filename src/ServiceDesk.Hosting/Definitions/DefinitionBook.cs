using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Hosting.Definitions;

/// <summary>What every service reads of a definition's versions.</summary>
public interface IDefinitionBook
{
    /// <summary>Reads versions that were defined meanwhile, so that what was recorded a moment ago counts.</summary>
    /// <param name="cancel">Ends the wait.</param>
    Task Refresh(CancellationToken cancel);
}

/// <summary>The versions of a definition in memory, prepared for use, at most a second behind the log.</summary>
/// <typeparam name="THistory">The fold of all versions.</typeparam>
/// <typeparam name="TDefined">One version as it was defined.</typeparam>
/// <typeparam name="T">One version as it is used.</typeparam>
/// <param name="journal">The log in which they stand.</param>
/// <param name="clock">Tells which version is in effect now.</param>
/// <param name="logger">Where it is told that they could not be refreshed.</param>
/// <param name="prepare">Makes what is used of what was defined; once per version.</param>
public abstract class DefinitionBook<THistory, TDefined, T>(Journal journal, IClock clock, ILogger logger, Func<TDefined, T> prepare) : RefreshedBook(THistory.Stream, logger)
    where THistory : IDefinitionHistory<THistory, TDefined> where TDefined : IDefinition
{
    private volatile Known known = new(THistory.Initial.Versions, [.. THistory.Initial.Versions.Select(prepare)]);

    /// <summary>All versions in their order; the first is version 1.</summary>
    public IReadOnlyList<T> Versions => known.Prepared;

    /// <summary>The version in effect now.</summary>
    public T Now => At(clock.GetCurrentInstant());

    /// <summary>The version in effect at an instant; before the first, the first.</summary>
    /// <param name="instant">The instant.</param>
    public T At(Instant instant)
    {
        var all = known;
        return all.Prepared[all.Defined.At(instant).Version - 1];
    }

    /// <summary>The version that a reader asks for: by number, as of an instant, or (neither) the one in effect now.</summary>
    /// <param name="at">An ISO 8601 instant.</param>
    /// <param name="version">A number.</param>
    /// <param name="found">The version when true is returned.</param>
    /// <param name="problem">What was wrong when false is returned.</param>
    public bool TryFind(string? at, int? version, out T found, out Problem problem)
    {
        (found, problem) = (Now, Problem.NotFound);
        if (at is not null && version is not null) { problem = Problem.Field("version", "cannot be combined with at"); return false; }
        if (version is { } number)
        {
            if (number < 1 || number > Versions.Count) return false;
            found = Versions[number - 1];
        }
        if (at is null) return true;
        var instant = OffsetDateTimePattern.ExtendedIso.Parse(at.Replace(' ', '+')); // a plus sign that was not escaped arrives as a space
        if (!instant.Success) { problem = Problem.Field("at", "must be an ISO 8601 instant such as 2026-03-01T08:30:00Z"); return false; }
        found = At(instant.Value.ToInstant());
        return true;
    }

    /// <summary>Sets the ETag over which a next version is written: that of the newest one, whichever is shown.</summary>
    /// <param name="response">The answer.</param>
    public void Tag(HttpResponse response) => response.Headers.ETag = OutcomeHttp.ETag(Versions.Count - 1);

    /// <inheritdoc/>
    protected override async Task ReadNew(CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select coalesce(max(version), 0) from events where stream = $1");
        command.Parameters.Add(new() { Value = THistory.Stream });
        // The first version stands in no log, so there is one more than the stream has events.
        if (await command.ExecuteScalarAsync(cancel) is int recorded && recorded + 1 == known.Defined.Count) return;
        var all = (await journal.Load<THistory>(THistory.Stream, cancel)).State.Versions;
        known = new(all, [.. known.Prepared, .. all.Skip(known.Prepared.Length).Select(prepare)]);
    }

    private sealed record Known(IReadOnlyList<TDefined> Defined, T[] Prepared);
}
