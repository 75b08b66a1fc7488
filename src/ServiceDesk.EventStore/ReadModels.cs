using Npgsql;

namespace ServiceDesk.EventStore;

/// <summary>
/// Keeps the read models of a service filled, serves each through a view, and replaces a generation by a new one built beside it,
/// so that reads never stop.
/// </summary>
public sealed class ReadModels : IAsyncDisposable
{
    /// <summary>The database schema of the views that the service reads.</summary>
    public const string Schema = "served";

    /// <summary>Two instances of the service may define or serve at once, and "if not exists" does not wait for the other: one after the other, to the end of the transaction.</summary>
    internal const string Alone = "select pg_advisory_xact_lock(5101)";

    /// <summary>How the generations of a check begin.</summary>
    private const string Cold = "cold_";

    private readonly Journal log;
    private readonly string connectionString;
    private readonly IReadOnlyList<(IProjection Projection, IEventSource Source)> projections;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly List<ProjectionRun> runs = [];
    private readonly List<Task> loops = [];

    /// <summary>Prepares the read models; <see cref="Start"/> begins to fill them.</summary>
    /// <param name="log">The service's log, whose database holds them.</param>
    /// <param name="connectionString">That database.</param>
    /// <param name="projections">Each with the log it reads.</param>
    public ReadModels(Journal log, string connectionString, IEnumerable<(IProjection, IEventSource)> projections) =>
        (this.log, this.connectionString, this.projections) = (log, connectionString, projections.ToList());

    /// <summary>The names of all projections.</summary>
    public IReadOnlyList<string> Names => [.. projections.Select(pair => pair.Projection.Name)];

    /// <summary>Projections that stand still, and why.</summary>
    public IReadOnlyList<Standstill> Failures { get { lock (gate) return [.. runs.Select(run => run.Failure).OfType<Standstill>()]; } }

    /// <summary>How far each generation has come, with the log it reads and how far that is known to reach.</summary>
    public IReadOnlyList<(string Name, string Log, long Position, long Head)> Progress
    {
        get { lock (gate) return [.. runs.Select(run => (run.Generation, run.Source.Log, run.Passed, run.Source.KnownHead))]; }
    }

    /// <summary>Defines what is missing and starts to fill.</summary>
    /// <param name="cancel">Ends the preparation.</param>
    public async Task Start(CancellationToken cancel)
    {
        await Execute($"{Alone}; create schema if not exists {Schema}", cancel);
        foreach (var (projection, source) in projections)
        {
            var wanted = $"{projection.Name}_{projection.Version}";
            var (live, building) = await Find(projection.Name, cancel);
            if (live is null)
            {
                await Begin(projection, source, wanted, isLive: true, cancel);
                continue;
            }
            if (IsOf(live, wanted)) await Begin(projection, source, live, isLive: true, cancel);
            if (building is not null && IsOf(building, wanted)) await Begin(projection, source, building, isLive: false, cancel);
            else if (!IsOf(live, wanted)) await Begin(projection, source, wanted, isLive: false, cancel);
        }
    }

    /// <summary>Builds a read model anew beside the one that is served, and serves it once it has caught up.</summary>
    /// <param name="name">The projection's name.</param>
    /// <param name="cancel">Ends the preparation, not the building.</param>
    /// <returns>False when there is no such projection, or it is being built already.</returns>
    public async Task<bool> Rebuild(string name, CancellationToken cancel)
    {
        var found = projections.FirstOrDefault(pair => pair.Projection.Name == name);
        if (found.Projection is null) return false;
        var (live, building) = await Find(name, cancel);
        if (live is null || building is not null) return false;
        var wanted = $"{found.Projection.Name}_{found.Projection.Version}";
        var number = live.StartsWith(wanted + "_r", StringComparison.Ordinal) ? int.Parse(live[(wanted.Length + 2)..], System.Globalization.CultureInfo.InvariantCulture) : 0;
        await Begin(found.Projection, found.Source, $"{wanted}_r{number + 1}", isLive: false, cancel);
        return true;
    }

    /// <summary>
    /// Reads a read model's log anew from the beginning, into tables of their own that are gone afterwards, up to where the served one stood, and compares
    /// every table. Takes as long as a rebuild; nothing that is served waits.
    /// </summary>
    /// <param name="name">The projection's name.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <returns>Null when there is no such read model, or nothing of it is served yet.</returns>
    public async Task<DriftCheck?> Check(string name, CancellationToken cancel)
    {
        var (projection, source) = projections.FirstOrDefault(pair => pair.Projection.Name == name);
        if (projection is null) return null;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timezone = "UTC" }.ConnectionString);
        await connection.OpenAsync(cancel);
        // One check at a time, of all instances; the lock ends with the connection.
        await using (var alone = new NpgsqlCommand("select pg_advisory_lock(5121)", connection) { CommandTimeout = 0 }) await alone.ExecuteNonQueryAsync(cancel);
        string? live;
        long position;
        IReadOnlyList<string> shown;
        await using (var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel))
        {
            await using var stands = new NpgsqlCommand("select m.live, c.position from read_models m join checkpoints c on c.name = m.live where m.name = $1", connection, transaction);
            stands.Parameters.Add(new() { Value = name });
            await using (var row = await stands.ExecuteReaderAsync(cancel))
            {
                if (!await row.ReadAsync(cancel)) return null;
                (live, position) = (row.GetString(0), row.GetInt64(1));
            }
            if (!IsOf(live, $"{projection.Name}_{projection.Version}")) return null; // another version is served until this one is built
            shown = await DriftCheck.Hashes(connection, live, projection.Tables, cancel);
        }
        var run = new ProjectionRun(projection, $"{Cold}{name}", new LogUpTo(source, position), log, connectionString);
        await Forget(run.Generation, cancel); // of a check that did not come to its end
        try
        {
            await run.Define(cancel);
            await run.Reach(position, yields: true, cancel);
            var anew = await DriftCheck.Hashes(connection, run.Generation, projection.Tables, cancel);
            return new DriftCheck(name, live, position, [.. projection.Tables.Where((_, index) => shown[index] != anew[index])]);
        }
        finally
        {
            await Forget(run.Generation, CancellationToken.None);
        }
    }

    private Task Forget(string generation, CancellationToken cancel) =>
        Execute($"delete from checkpoints where name = '{generation}'; drop schema if exists \"{generation}\" cascade", cancel);

    /// <summary>Waits until every served read model of a log shows a position; one that is being built is not waited for.</summary>
    /// <param name="source">The log's name.</param>
    /// <param name="position">The position.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task Until(string source, long position, CancellationToken cancel)
    {
        foreach (var (projection, from) in projections)
        {
            if (from.Log == source) await Until(projection, position, cancel);
        }
    }

    /// <summary>Waits until one read model shows a position of the log that it reads.</summary>
    /// <param name="name">The projection's name.</param>
    /// <param name="position">The position.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task UntilShown(string name, long position, CancellationToken cancel) => Until(projections.Single(pair => pair.Projection.Name == name).Projection, position, cancel);

    private async Task Until(IProjection projection, long position, CancellationToken cancel)
    {
        // A generation that is replaced while it is waited for hands its waiters to its successor.
        while (Serving(projection) is not { } run || !await run.Until(position, cancel)) await Task.Delay(10, cancel);
    }

    private ProjectionRun? Serving(IProjection projection)
    {
        lock (gate) return runs.Find(run => run.Projection == projection && run.IsServed) ?? runs.Find(run => run.Projection == projection);
    }

    private async Task Begin(IProjection projection, IEventSource source, string generation, bool isLive, CancellationToken cancel)
    {
        var run = new ProjectionRun(projection, generation, source, log, connectionString);
        await run.Define(cancel);
        if (isLive) await run.Index(cancel);
        await using (var note = log.Database.CreateCommand(isLive
            ? "insert into read_models (name, live) values ($1, $2) on conflict (name) do nothing"
            : "update read_models set building = $2 where name = $1 and live <> $2"))
        {
            note.Parameters.Add(new() { Value = projection.Name });
            note.Parameters.Add(new() { Value = generation });
            await note.ExecuteNonQueryAsync(cancel);
        }
        if (isLive && !await IsShown(projection, cancel)) await Serve(run, cancel);
        run.IsServed = isLive;
        lock (gate)
        {
            runs.Add(run);
            loops.Add(Fill(run, isLive));
        }
    }

    private async Task Fill(ProjectionRun run, bool live)
    {
        await Task.Yield();
        await run.Run(CaughtUp, stopping.Token);
        lock (gate) runs.Remove(run);
        run.End();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Follow(run);
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
            {
                await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), stopping.Token));
            }
        }

        async Task CaughtUp()
        {
            if (live) return;
            // What comes while it is indexed is caught up with before it is served.
            if (!run.IsIndexed) await run.Index(stopping.Token);
            else live = await Switch(run);
        }
    }

    /// <summary>Another instance has switched to a newer generation: this one fills it too, unless it does already.</summary>
    private async Task Follow(ProjectionRun run)
    {
        var (next, _) = await Find(run.Projection.Name, stopping.Token);
        lock (gate)
        {
            if (runs.Any(other => other.Generation == next)) return;
        }
        await Begin(run.Projection, run.Source, next!, isLive: true, stopping.Token);
    }

    /// <summary>
    /// The new generation takes over: views and bookkeeping change and the old tables go, in one transaction. The old generation is held still
    /// until the new one shows all that it showed, so that a reader never sees time go back. Whoever reads the old views for long is not
    /// waited for, because other readers would wait behind; false = to be tried again. Of several instances that build it, one does it.
    /// </summary>
    private async Task<bool> Switch(ProjectionRun run)
    {
        try
        {
            await using var connection = await log.Database.OpenConnectionAsync(stopping.Token);
            await using var transaction = await connection.BeginTransactionAsync(stopping.Token);
            if (await Locked("select live from read_models where name = $1 for update", run.Projection.Name) is string old && old != run.Generation)
            {
                if (await Locked("select position from checkpoints where name = $1 for update", old) is long shown) await run.Reach(shown, yields: false, stopping.Token);
                await using (var patience = new NpgsqlCommand("set local lock_timeout = '200ms'", connection, transaction)) await patience.ExecuteNonQueryAsync(stopping.Token);
                await Serve(run, connection, transaction, stopping.Token);
                await using var note = new NpgsqlBatch(connection, transaction);
                note.BatchCommands.Add(new("update read_models set live = $2, building = null where name = $1") { Parameters = { new() { Value = run.Projection.Name }, new() { Value = run.Generation } } });
                note.BatchCommands.Add(new("delete from checkpoints where name = $1") { Parameters = { new() { Value = old } } });
                note.BatchCommands.Add(new($"drop schema if exists \"{old}\" cascade"));
                await note.ExecuteNonQueryAsync(stopping.Token);
            }
            await transaction.CommitAsync(stopping.Token);

            async Task<object?> Locked(string query, string name)
            {
                await using var command = new NpgsqlCommand(query, connection, transaction);
                command.Parameters.Add(new() { Value = name });
                return await command.ExecuteScalarAsync(stopping.Token);
            }
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
        run.IsServed = true;
        return true;
    }

    private async Task<bool> IsShown(IProjection projection, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand("select count(*) from pg_views where schemaname = $1 and viewname = any ($2)");
        command.Parameters.Add(new() { Value = Schema });
        command.Parameters.Add(new() { Value = projection.Tables.ToArray() });
        return await command.ExecuteScalarAsync(cancel) is long shown && shown == projection.Tables.Count;
    }

    private async Task Serve(ProjectionRun run, CancellationToken cancel)
    {
        await using var connection = await log.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Serve(run, connection, transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task Serve(ProjectionRun run, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using (var alone = new NpgsqlCommand(Alone, connection, transaction)) await alone.ExecuteNonQueryAsync(cancel);
        foreach (var table in run.Projection.Tables)
        {
            await using var view = new NpgsqlCommand(
                $"drop view if exists {Schema}.{table} cascade; create view {Schema}.{table} as select * from \"{run.Generation}\".{table}", connection, transaction);
            await view.ExecuteNonQueryAsync(cancel);
        }
        if (run.Projection.Published is not { } published) return;
        await using var views = new NpgsqlCommand(published, connection, transaction);
        await views.ExecuteNonQueryAsync(cancel);
    }

    private async Task<(string? Live, string? Building)> Find(string name, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand("select live, building from read_models where name = $1");
        command.Parameters.Add(new() { Value = name });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel) ? (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)) : (null, null);
    }

    private static bool IsOf(string generation, string wanted) => generation == wanted || generation.StartsWith(wanted + "_r", StringComparison.Ordinal);

    private async Task Execute(string sql, CancellationToken cancel)
    {
        await using var command = log.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return; // stopped before, by its host
        await stopping.CancelAsync();
        Task[] ending;
        lock (gate) ending = [.. loops];
        await Task.WhenAll(ending);
    }
}
