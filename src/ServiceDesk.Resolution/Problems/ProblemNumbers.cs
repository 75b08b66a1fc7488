using ServiceDesk.EventStore;

namespace ServiceDesk.Resolution.Problems;

/// <summary>Numbers for people: <c>PRB-000123</c>. A refused problem leaves a gap, never a double.</summary>
internal sealed class ProblemNumbers(Journal journal)
{
    public async Task<string> Next(CancellationToken cancel)
    {
        await using var command = journal.Database.CreateCommand("select nextval('public.problem_numbers')");
        return $"PRB-{(long)(await command.ExecuteScalarAsync(cancel))!:000000}";
    }
}
