using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Intake;

/// <summary>Numbers for people: <c>INC-000123</c>, <c>REQ-000124</c>. Taken from the database in blocks; a restart leaves a gap, never a double.</summary>
internal sealed class TicketNumbers(Journal journal)
{
    private const int BlockSize = 100;

    private readonly SemaphoreSlim taking = new(1, 1);
    private Task<long>? spare;
    private long next, end;

    public async ValueTask<string> Next(TicketKind kind, CancellationToken cancel)
    {
        await taking.WaitAsync(cancel);
        long number;
        try
        {
            if (next == end)
            {
                // The spare block was asked for while the last one was used up, so that this rarely waits.
                next = await (spare ?? Take());
                end = next + BlockSize;
                spare = Take();
            }
            number = next++;
        }
        catch
        {
            spare = null;
            throw;
        }
        finally
        {
            taking.Release();
        }
        return $"{(kind == TicketKind.Incident ? "INC" : "REQ")}-{number:000000}";
    }

    private async Task<long> Take()
    {
        await using var command = journal.Database.CreateCommand("select nextval('public.ticket_numbers')");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
