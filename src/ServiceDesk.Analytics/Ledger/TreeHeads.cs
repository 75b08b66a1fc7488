using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Proofs;

namespace ServiceDesk.Analytics;

/// <summary>A head that was recorded, with its event.</summary>
internal sealed record RecordedHead(TreeHead Head, int Version, long Position);

/// <summary>
/// Signs the state of the ledger at least every minute in which it grew, and when somebody needs a proof of what no head covers yet. A head is recorded at the
/// version of its stream that was read, so that of several instances one signs. Each goes into a file first, if one is named, which is kept apart from the
/// database: no head is signed that disagrees with the last one, there or here.
/// </summary>
internal sealed class TreeHeads(Journal journal, TreeReader tree, IClock clock, IConfiguration configuration, ILogger<TreeHeads> logger)
    : Watcher(TimeSpan.FromSeconds(1), logger)
{
    private const string Stream = "tree-heads";
    private const long MillisecondsBetween = 30_000;
    private const long LeastMillisecondsBetween = 500;
    private const long MillisecondsBetweenComparisons = 5_000;

    private static readonly EventMeta meta = new() { Actor = $"service:{Logs.Analytics}" };

    private readonly string? file = configuration["Ledger:HeadsFile"] is { Length: > 0 } path ? path : null;
    private readonly SemaphoreSlim alone = new(1, 1);
    private bool isIntroduced;
    private TreeHead? kept;
    private long comparedAt;
    private volatile string? differs;

    /// <summary>How the ledger is not the one that was signed, as it was found last; null while it is.</summary>
    public string? Differs => differs;

    /// <summary>What heads are signed with; null when none is configured.</summary>
    public SigningKey? Key { get; } = SigningKey.Of(configuration);

    /// <summary>The last head; null when none was signed yet.</summary>
    public async Task<RecordedHead?> Last(CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand("""
            select position, stream, version, type, data::text, meta::text, occurred, at
            from events
            where stream = $1
            order by version desc
            limit 1
            """);
        command.Parameters.Add(new() { Value = Stream });
        var events = await EventRow.ReadAll(command, journal.Log, journal.Types, cancel);
        return events is [{ Body: TreeHeadSigned head } last] ? new RecordedHead(head.ToHead(), last.Version, last.Id.Position) : null;
    }

    /// <summary>The keys that heads were signed with, in their order.</summary>
    public async Task<IReadOnlyList<LedgerKey>> Keys(CancellationToken cancel) =>
        [.. (await journal.ReadStreams([SigningKeys.Stream], cancel)).Select(e => e.Body).OfType<SigningKeyIntroduced>().Select(one => one.ToKey())];

    /// <summary>A head that covers everything that is recorded now, signed if there is none.</summary>
    /// <exception cref="RefusedException">No key is configured, the tree is behind, or the ledger is not the one that was signed last.</exception>
    public async Task<RecordedHead> CoverAll(CancellationToken cancel)
    {
        await tree.Until(await journal.Head(cancel), cancel);
        var last = await tree.Last(cancel) ?? throw new RefusedException(Problem.Of(StatusCodes.Status404NotFound, "no-entries", "The ledger has no entries yet."));
        return await Cover(last.Leaf + 1, cancel);
    }

    /// <summary>A head that covers so many leaves, signed if there is none.</summary>
    /// <exception cref="RefusedException">No key is configured, or the ledger is not the one that was signed last.</exception>
    public async Task<RecordedHead> Cover(long size, CancellationToken cancel)
    {
        while (true)
        {
            var last = await Last(cancel);
            if (last?.Head.Size >= size) return last;
            if (Key is null) throw new RefusedException(Problem.Of(StatusCodes.Status409Conflict, "no-signing-key", "No signing key is configured: nothing is signed."));
            if (last is not null) await Task.Delay(Rest(last), cancel);
            if (await Sign(size, cancel) is { } differs) throw new RefusedException(Problem.Of(StatusCodes.Status409Conflict, "ledger-differs", differs));
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (Key is null) TreeLog.NoKey(Logger);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task Look(CancellationToken cancel)
    {
        if (Now() - comparedAt >= MillisecondsBetweenComparisons) await Compare(cancel);
        if (Key is null) return;
        await Introduce(cancel);
        if (await IsDue(cancel)) await Sign(null, cancel);
    }

    /// <summary>Holds the ledger against the last heads also while nothing is signed: a few hashes of the tree.</summary>
    private async Task Compare(CancellationToken cancel)
    {
        comparedAt = Now();
        // What is signed meanwhile is larger than the tree that is looked at.
        var (last, kept) = (await Last(cancel), Kept());
        try
        {
            await tree.Until(await journal.Head(cancel), cancel);
        }
        catch (RefusedException) // a tree that is being built is compared when it is there
        {
            return;
        }
        if (await tree.Last(cancel) is { } newest) await Differ(last, kept, newest, cancel);
    }

    /// <summary>Says and remembers whether the ledger is another than the one that was signed.</summary>
    private async Task<string?> Differ(RecordedHead? last, TreeHead? kept, LeafPlace newest, CancellationToken cancel)
    {
        var found = await journal.Head(cancel) < newest.Position ? "Entries are gone from the end of the ledger: its tree holds more than its log." : null;
        foreach (var before in new[] { last?.Head, kept })
        {
            if (found is null && before is not null && !await Agrees(before, newest.Leaf + 1, cancel))
                found = $"The ledger is not the one of which {before.Size} entries were signed at {Instant.FromUnixTimeMilliseconds(before.Timestamp)}: nothing more is signed.";
        }
        if (found is not null && found != differs) TreeLog.Differs(Logger, found);
        if (found is null && differs is not null) TreeLog.AgreesAgain(Logger);
        return differs = found;
    }

    /// <summary>A head is itself an entry, which alone needs no further head.</summary>
    private async Task<bool> IsDue(CancellationToken cancel)
    {
        if (await tree.Last(cancel) is not { } newest) return false;
        return await Last(cancel) is not { } last || newest.Leaf > last.Head.Size && Now() - last.Head.Timestamp >= MillisecondsBetween;
    }

    /// <summary>How long to wait until the next head, so that many who ask share one.</summary>
    private TimeSpan Rest(RecordedHead last) =>
        TimeSpan.FromMilliseconds(Math.Clamp(last.Head.Timestamp + LeastMillisecondsBetween - Now(), 0, LeastMillisecondsBetween));

    /// <summary>The key is on record before anything is signed with it.</summary>
    private async Task Introduce(CancellationToken cancel)
    {
        if (isIntroduced) return;
        var known = await journal.Load<SigningKeys>(SigningKeys.Stream, cancel);
        var introduced = Key!.Introduce(known.State.Ids is [.., var last] ? last : null);
        var outcome = await journal.Handle<SigningKeys>(
            SigningKeys.Stream, null, keys => keys.Introduce(introduced), meta, clock.GetCurrentInstant().ToMicroseconds(), cancel);
        if (outcome.Refusal is { } refusal) throw new RefusedException(Problem.Of(StatusCodes.Status409Conflict, refusal.Code, refusal.Reason));
        isIntroduced = true;
        TreeLog.Introduced(Logger, introduced.Id);
    }

    /// <summary>Signs the tree of now, unless so many leaves are covered meanwhile. Says so when it is not the tree that was signed last; then nothing is signed.</summary>
    private async Task<string?> Sign(long? wanted, CancellationToken cancel)
    {
        await alone.WaitAsync(cancel);
        try
        {
            await Introduce(cancel);
            var last = await Last(cancel);
            if (last?.Head.Size >= wanted) return null;
            await tree.Until(await journal.Head(cancel), cancel);
            if (await tree.Last(cancel) is not { } newest) return null;
            if (await Differ(last, Kept(), newest, cancel) is { } other) return other;
            var size = newest.Leaf + 1;
            var head = Key!.Sign(size, await tree.Root(size, cancel), Math.Max(Now(), await RecordedAt(newest.Position, cancel)));
            await Keep(head, cancel);
            // Lost to another instance: its head is as good.
            var signed = new NewEvent(TreeHeadSigned.Of(head), meta, clock.GetCurrentInstant().ToMicroseconds());
            await journal.Append([new StreamAppend(Stream, last?.Version ?? 0, [signed])], cancel);
            return null;
        }
        finally
        {
            alone.Release();
        }
    }

    private async Task<bool> Agrees(TreeHead before, long size, CancellationToken cancel) =>
        before.Size <= size && Convert.ToBase64String(await tree.Root(before.Size, cancel)) == before.Root;

    /// <summary>The last head of the file, of which a crash may have left a part of a line; of this process once it signed one.</summary>
    private TreeHead? Kept() => kept ??= file is not null && File.Exists(file) && File.ReadLines(file).LastOrDefault(line => line.StartsWith('{') && line.EndsWith('}')) is { } line
        ? JsonSerializer.Deserialize<TreeHead>(line, JsonSerializerOptions.Web)
        : null;

    private async Task Keep(TreeHead head, CancellationToken cancel)
    {
        // Begins with a line's end, because a crash may have left a part of a line.
        if (file is not null) await File.AppendAllTextAsync(file, "\n" + JsonSerializer.Serialize(head, JsonSerializerOptions.Web) + "\n", cancel);
        kept = head;
    }

    /// <summary>The clock of the database may be ahead of ours: no head is older than what it covers.</summary>
    private async Task<long> RecordedAt(long position, CancellationToken cancel)
    {
        await using var command = journal.Lookups.CreateCommand("select at from events where position = $1");
        command.Parameters.Add(new() { Value = position });
        return await command.ExecuteScalarAsync(cancel) is DateTime at ? Instant.FromDateTimeUtc(at).ToUnixTimeMilliseconds() : 0;
    }

    private long Now() => clock.GetCurrentInstant().ToUnixTimeMilliseconds();
}

internal static partial class TreeLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Ledger:SigningKey is not set: no heads of the ledger are signed.")]
    public static partial void NoKey(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Heads of the ledger are signed with the key {Key}.")]
    public static partial void Introduced(ILogger logger, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger is the one that was signed again.")]
    public static partial void AgreesAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Reason}")]
    public static partial void Differs(ILogger logger, string reason);
}
