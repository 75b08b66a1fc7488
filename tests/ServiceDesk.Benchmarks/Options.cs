using System.Globalization;
using ServiceDesk.Dev.Demo;

namespace ServiceDesk.Benchmarks;

/// <summary>What to measure, and for how long.</summary>
internal sealed record Options(IReadOnlySet<string> Parts, int Seconds, bool Quick, int? Tickets)
{
    public const string Usage = """
        Usage: ServiceDesk.Benchmarks [a b c d e f g h i j k l m n p q w] [--seconds 8] [--quick] [--tickets 20000]
          a  raw pgbench, one durable transaction per ticket     b  appends to the event store
          c  POST /tickets                                       d  POST /tickets/batch
          e  loading long streams from a large log               f  catch-up, lag, memory and start of all services
          g  append latency as the log grows                     h  finding duplicates among open tickets
          i  POST /tickets with and without that                 j  POST /imports
          k  working time and clocks                             l  searching and suggesting knowledge
          m  clocks that come due                                n  assignment of new tickets
          p  the ledger with its proofs                          q  reports and what-if over a year of tickets
          w  pages of Web over a demonstration year
        Without letters everything is measured. --quick: 2 seconds each, and smaller logs. --tickets: how many w and q look at.
        """;

    /// <summary>How long a service is used before it is measured: until its hot code has been compiled anew from what was seen.</summary>
    public const int WarmUpSeconds = 40;

    private static readonly string[] all = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "p", "q", "w"];

    /// <summary>The large log in which streams are loaded.</summary>
    public int LargeLog => Quick ? 100_000 : 1_000_000;

    /// <summary>The logs between which append latency is compared; the first is what the others are compared to.</summary>
    public IReadOnlyList<int> LogSizes => Quick ? [10_000, 100_000, 500_000] : [10_000, 1_000_000, 5_000_000];

    /// <summary>The open tickets of one organisation among which duplicates are looked for.</summary>
    public int OpenTickets => Quick ? 20_000 : 100_000;

    /// <summary>Among how many articles knowledge is looked for.</summary>
    public int Articles => Quick ? 10_000 : 100_000;

    /// <summary>How many events a rebuild reads at least.</summary>
    public int RebuiltLog => Quick ? 20_000 : 200_000;

    /// <summary>How many events are recorded in the ledger and proven.</summary>
    public int ProvenEvents => Quick ? 60_000 : 600_000;

    /// <summary>How many tickets of seven rows a generated history has.</summary>
    public int ImportedTickets => Quick ? 2_000 : 15_000;

    /// <summary>How many clocks come due.</summary>
    public int DueClocks => Quick ? 10_000 : 100_000;

    /// <summary>Over how many tickets reports are made.</summary>
    public int ReportedTickets => Tickets ?? (Quick ? 20_000 : 1_000_000);

    /// <summary>How many tickets the demonstration year has over which pages are shown.</summary>
    public int DemonstrationTickets => Tickets ?? (Quick ? 2_000 : Demonstration.Tickets);

    /// <summary>How long tickets travel through all services, after a warm-up.</summary>
    public int SteadySeconds => Quick ? 8 : Math.Max(25, Seconds);

    /// <summary>Null when the arguments make no sense.</summary>
    public static Options? Parse(IReadOnlyList<string> arguments)
    {
        var parts = new SortedSet<string>(StringComparer.Ordinal);
        var (seconds, tickets, quick) = ((int?)null, (int?)null, false);
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--quick") quick = true;
            else if (arguments[i] == "--seconds" && Number(arguments, ++i) is { } given) seconds = given;
            else if (arguments[i] == "--tickets" && Number(arguments, ++i) is { } wanted) tickets = wanted;
            else if (all.Contains(arguments[i])) parts.Add(arguments[i]);
            else return null;
        }
        return new Options(parts.Count > 0 ? parts : new SortedSet<string>(all), seconds ?? (quick ? 2 : 8), quick, tickets);
    }

    private static int? Number(IReadOnlyList<string> arguments, int place) =>
        place < arguments.Count && int.TryParse(arguments[place], NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > 0 ? given : null;
}
