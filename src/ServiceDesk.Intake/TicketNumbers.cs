using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>Numbers for people: <c>INC-000123</c>, <c>REQ-000124</c>. Taken from the database in blocks; a restart leaves a gap, never a double.</summary>
internal sealed class TicketNumbers(Journal journal)
{
    private const int BlockSize = 100;

    private readonly SemaphoreSlim taking = new(1, 1);
    private Block block = new(0, 0);
    private Task<Block>? spare;

    public async ValueTask<string> Next(TicketKind kind, CancellationToken cancel)
    {
        while (true)
        {
            var current = Volatile.Read(ref block);
            if (current.TryTake(out var number)) return $"{(kind == TicketKind.Incident ? "INC" : "REQ")}-{number:000000}";
            await Replace(current, cancel);
        }
    }

    /// <summary>Puts the spare block in place of a used one, and asks for the next spare, so that callers rarely wait for the database.</summary>
    private async Task Replace(Block used, CancellationToken cancel)
    {
        await taking.WaitAsync(cancel);
        try
        {
            if (block != used) return;
            var next = spare ?? Take();
            spare = null;
            Volatile.Write(ref block, await next);
            spare = Take();
        }
        finally
        {
            taking.Release();
        }
    }

    private async Task<Block> Take()
    {
        await using var command = journal.Database.CreateCommand("select nextval('public.ticket_numbers')");
        var first = (long)(await command.ExecuteScalarAsync())!;
        return new Block(first, first + BlockSize);
    }

    private sealed class Block(long first, long end)
    {
        private long next = first - 1;

        public bool TryTake(out long number)
        {
            number = Interlocked.Increment(ref next);
            return number < end;
        }
    }
}
