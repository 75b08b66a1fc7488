using System.Collections.Concurrent;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Knowledge;

/// <summary>
/// How often requesters looked at articles, by day. A look is no fact to be kept for ever, so it is no event: it is counted in memory and added to a
/// table beside the log every second; a crash loses the looks of that second.
/// </summary>
internal sealed partial class ArticleViews(Journal journal, ILogger<ArticleViews> logger) : BackgroundService
{
    private static readonly TimeSpan every = TimeSpan.FromSeconds(1);

    private ConcurrentDictionary<(Guid Article, LocalDate Day), long> seen = new();

    public void Saw(Guid article, LocalDate day) => seen.AddOrUpdate((article, day), 1, (_, count) => count + 1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var define = journal.Database.CreateCommand("""
            select pg_advisory_xact_lock(5106);
            create schema if not exists looks;
            create table if not exists looks.article_views (
              article uuid,
              day date,
              views bigint not null,
              primary key (article, day)
            );
            """);
        await define.ExecuteNonQueryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Write(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Write(CancellationToken.None);
        }
    }

    private async Task Write(CancellationToken cancel)
    {
        if (seen.IsEmpty) return;
        // A look that is being counted may still come into the old dictionary: what is written is read from it once.
        var counted = Interlocked.Exchange(ref seen, new()).ToArray();
        try
        {
            await using var command = journal.Database.CreateCommand("""
                insert into looks.article_views as known (article, day, views)
                select * from unnest($1, $2, $3)
                on conflict (article, day) do update set views = known.views + excluded.views
                """);
            command.Parameters.Add(new() { Value = counted.Select(one => one.Key.Article).ToArray() });
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date, Value = counted.Select(one => one.Key.Day.ToDateOnly()).ToArray() });
            command.Parameters.Add(new() { Value = counted.Select(one => one.Value).ToArray() });
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
        {
            Lost(logger, counted.Length, error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looks at {Articles} articles were not counted: {Reason}")]
    private static partial void Lost(ILogger logger, int articles, string reason);
}
