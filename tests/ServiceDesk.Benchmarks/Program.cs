using System.Runtime.InteropServices;
using ServiceDesk.Benchmarks;
using ServiceDesk.Dev;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
(string Letter, Func<Bench, Task> Measure)[] parts =
[
    ("a", RawTransactions.Measure), ("b", Appends.Measure), ("c", SingleTickets.Measure), ("d", TicketBatches.Measure),
    ("e", StreamLoads.Measure), ("f", WholeDesk.Measure), ("g", GrowingLog.Measure), ("h", SimilarFaults.Measure),
    ("i", SuspectedTickets.Measure), ("j", HistoryImport.Measure), ("k", WorkingTime.Measure), ("l", KnowledgeSearch.Measure),
    ("m", DueClocks.Measure), ("n", Assignments.Measure), ("p", ProvenLedger.Measure), ("q", YearlyReports.Measure),
    ("w", WebPages.Measure),
];

var failed = false;
await using var bench = await Bench.Start(options, stop.Token);
foreach (var (letter, measure) in parts.Where(part => options.Parts.Contains(part.Letter)))
{
    try
    {
        await measure(bench);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        failed = true;
        break;
    }
    catch (Exception error)
    {
        // What was measured before and what can be measured after is worth its time.
        Bench.Say($"({letter}) failed: {(error is Failure ? error.Message : error)}");
        failed = true;
    }
}
Console.Write(bench.Report.ToMarkdown(await Machine.Describe(bench)));
return failed ? 1 : 0;
