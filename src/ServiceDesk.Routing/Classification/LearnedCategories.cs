using Npgsql;
using ServiceDesk.EventStore;
using ServiceDesk.Rules;

namespace ServiceDesk.Routing.Classification;

/// <summary>
/// What the desk's own closed tickets teach about categories. It learns each closing once, in the order of Resolution's log, so that the number of closings
/// names what was known.
/// </summary>
internal sealed class LearnedCategories(Journal journal, ILogger<LearnedCategories> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan learnEvery = TimeSpan.FromSeconds(2);

    private readonly Lock guard = new();
    private readonly CategoryModel model = new();
    private long through;

    public int Learned
    {
        get
        {
            lock (guard) return model.Learned;
        }
    }

    /// <summary>What is suggested for a ticket of these words; null when too little is known.</summary>
    public LearnedCategory? Suggest(IReadOnlyList<string> words)
    {
        lock (guard) return model.Suggest(words);
    }

    /// <summary>What the first so many closings suggest for a ticket as it was submitted; null when not so many are known here, or they suggest nothing.</summary>
    public async Task<LearnedCategory?> Again(Guid ticket, int closings, CancellationToken cancel)
    {
        var again = new CategoryModel();
        await using (var command = journal.Database.CreateCommand("select c.category, w.words from closings c join ticket_words w using (ticket) order by c.position limit $1"))
        {
            command.Parameters.Add(new() { Value = closings });
            await using var row = await command.ExecuteReaderAsync(cancel);
            while (await row.ReadAsync(cancel)) again.Learn(row.GetString(0), row.GetFieldValue<string[]>(1));
        }
        if (again.Learned < closings) return null;
        await using var asked = journal.Database.CreateCommand("select words from ticket_words where ticket = $1");
        asked.Parameters.Add(new() { Value = ticket });
        return await asked.ExecuteScalarAsync(cancel) is string[] words ? again.Suggest(words) : null;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(learnEvery);
        do
        {
            try
            {
                while (await Learn(stoppingToken)) { }
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                LearningLog.Interrupted(logger, error.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Learns from closings that came meanwhile; true when there may be more. One whose ticket is not known yet holds back those behind it, so that their order stays.</summary>
    private async Task<bool> Learn(CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand($"""
            select c.position, c.category, w.words
            from closings c left join ticket_words w using (ticket)
            where c.position > $1
            order by c.position
            limit {AtOnce}
            """);
        command.Parameters.Add(new() { Value = through });
        var closings = new List<(long Position, string Category, string[] Words)>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel) && !row.IsDBNull(2)) closings.Add((row.GetInt64(0), row.GetString(1), row.GetFieldValue<string[]>(2)));
        foreach (var (position, category, words) in closings)
        {
            lock (guard) model.Learn(category, words);
            through = position;
        }
        return closings.Count == AtOnce;
    }
}

internal static partial class LearningLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Closed tickets could not be learned from: {Reason}")]
    public static partial void Interrupted(ILogger logger, string reason);
}
