using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>A line of the request, and what becomes of it.</summary>
internal sealed class ImportLine(int number, HistoricRow? row, Instant at, Problem? problem)
{
    public int Number => number;

    public HistoricRow Row => row!;

    public Instant At => at;

    public bool IsOpening => row is { Step: null };

    public Problem? Problem { get; set; } = problem;

    /// <summary>The position of its event.</summary>
    public long Position { get; set; }

    /// <summary>Whether its event was recorded by this request.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>Whether it came behind a row of its ticket that happened after it.</summary>
    public bool IsReordered { get; set; }

    /// <summary>Whether the ticket already had something that happened after it.</summary>
    public bool IsLate { get; set; }

    public ImportedTicket? Ticket { get; set; }
}

/// <summary>The rows of one ticket in a window.</summary>
internal sealed class ImportedTicket(string number, Guid id)
{
    private Instant latest = Instant.MinValue;

    /// <summary>The source's own number of it.</summary>
    public string Number => number;

    public Guid Id => id;

    public string Stream { get; } = Streams.Ticket(id);

    public List<ImportLine> Lines { get; } = [];

    public TicketHistory Known { get; set; } = TicketHistory.None;

    /// <summary>The desk's number, once it is known.</summary>
    public string? DeskNumber { get; set; }

    /// <summary>The line that opens it, if there is one.</summary>
    public ImportLine? Opening { get; private set; }

    public void Add(ImportLine line)
    {
        line.Ticket = this;
        line.IsReordered = line.At < latest || (line.IsOpening && Opening is null && Lines.Count > 0);
        latest = Instant.Max(latest, line.At);
        if (line.IsOpening) Opening ??= line;
        Lines.Add(line);
    }
}

/// <summary>The lines that are looked at together: their rows are put in order ticket by ticket. As large as memory should bear.</summary>
internal sealed class ImportWindow
{
    private const int MostLines = 16_384;
    private const int MostBytes = 16 << 20;

    private static readonly Guid tickets = new("5d0b3a86-2f0c-5b41-8a53-77c1e0f6a9d2");

    private readonly Dictionary<string, ImportedTicket> byNumber = new(StringComparer.Ordinal);
    private long bytes;

    public List<ImportLine> Lines { get; } = [];

    public IReadOnlyCollection<ImportedTicket> Tickets => byNumber.Values;

    public bool IsFull => Lines.Count >= MostLines || bytes >= MostBytes;

    public void Add(ImportLine line, string source, long size)
    {
        bytes += size;
        Lines.Add(line);
        if (line.Problem is not null) return;
        if (!byNumber.TryGetValue(line.Row.Ticket, out var ticket))
            byNumber[line.Row.Ticket] = ticket = new ImportedTicket(line.Row.Ticket, IdOf(source, line.Row.Ticket));
        ticket.Add(line);
    }

    /// <summary>The ticket that a source's ticket becomes here, whoever imports it and how often.</summary>
    public static Guid IdOf(string source, string number) => NameBasedId.Create(tickets, $"{source}\n{number}");
}
