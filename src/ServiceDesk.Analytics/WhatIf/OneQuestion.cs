using ServiceDesk.Analytics.Audit;
using ServiceDesk.Analytics.Reports;
using ServiceDesk.Analytics.TimeTravel;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>Questions what would have been are answered one at a time, because each takes all processors for a while.</summary>
internal static class OneQuestion
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);
    private static readonly SemaphoreSlim alone = new(1, 1);

    /// <summary>Answers from the facts at a position of the ledger, or (null, or of another log) at the newest.</summary>
    public static async Task<IResult> Answer(string? position, Journal journal, LedgerTime ledger, Func<FactSource, Task<IResult>> answer, CancellationToken cancel)
    {
        if (!await alone.WaitAsync(patience, cancel)) return Problem.Of(StatusCodes.Status503ServiceUnavailable, "busy", "Another question is being answered; ask again in a moment.");
        try
        {
            var at = LogPosition.TryParse(position, out var asked) && asked.Log == journal.Log ? asked.Position : (long?)null;
            await using var facts = await FactSource.Open(journal, at, cancel);
            await ledger.Until(LedgerIndexReadModel.ModelName, facts.Position, cancel);
            return await answer(facts);
        }
        finally
        {
            alone.Release();
        }
    }
}
