using System.Collections.Concurrent;
using NodaTime;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.SignIn;
using ServiceDesk.Web.Tickets;

namespace ServiceDesk.Web.Imports;

/// <summary>Imports go on while nobody looks, one after the other so that the desk stays quick; what became of them is kept for a day.</summary>
internal sealed class ImportJobs(LongWork work, IClock clock, IHostApplicationLifetime host, ILogger<ImportJobs> log)
{
    /// <summary>As many files of a person may wait or be on their way.</summary>
    private const int MostOpen = 5;

    private static readonly Duration kept = Duration.FromDays(1);

    private readonly ConcurrentDictionary<(string Person, string Id), ImportJob> jobs = new();
    private readonly SemaphoreSlim turn = new(1);

    public IReadOnlyList<ImportJob> Of(Person person) => [.. jobs.Values.Where(one => one.Person == person.Id).OrderByDescending(one => one.Begun)];

    public ImportJob? Find(Person person, string id) => jobs.GetValueOrDefault((person.Id, id));

    /// <summary>Whether no further file of the person may wait.</summary>
    public bool IsFull(Person person) => Of(person).Count(one => !one.Progress.IsOver) >= MostOpen;

    /// <summary>Begins an import once: the same form with the same file leads to the same import.</summary>
    public ImportJob Begin(Person person, ImportUpload upload, ImportKind kind)
    {
        var now = clock.GetCurrentInstant();
        foreach (var (key, old) in jobs.Where(one => one.Value.Progress.Ended < now - kept)) jobs.TryRemove(KeyValuePair.Create(key, old));
        var rows = Math.Max(0, upload.Count.Lines - (kind.IsTable ? 1 : 0));
        var job = new ImportJob(upload.Key, person.Id, kind, upload.FileName, upload.Count.Bytes, rows, now);
        if (!jobs.TryAdd((person.Id, job.Id), job))
        {
            if (Find(person, job.Id) is { } begun && begun.IsOf(upload))
            {
                upload.Dispose();
                return begun;
            }
            job = new ImportJob(IdempotencyKey.New(), person.Id, kind, upload.FileName, upload.Count.Bytes, rows, now);
            jobs[(person.Id, job.Id)] = job;
        }
        _ = work.Run(person, async services =>
        {
            await Import(job, upload, services);
            return job;
        });
        return job;
    }

    private async Task Import(ImportJob job, ImportUpload upload, ServicesClient services)
    {
        using var file = upload;
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(job.Stopped, host.ApplicationStopping);
        var state = ImportState.Failed;
        try
        {
            await turn.WaitAsync(cancel.Token);
            try
            {
                job.Progress = job.Progress with { State = ImportState.Running };
                state = await new ImportRun(job, upload, services).Run(cancel.Token);
            }
            finally
            {
                turn.Release();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            state = ImportState.Stopped;
        }
        catch (Exception broken)
        {
            log.LogError(broken, "The import of {File} broke off", job.FileName);
            job.Progress = job.Progress with { Problem = Problem.Unreachable(job.Kind.Service) };
        }
        finally
        {
            job.Progress = job.Progress with { State = state, Ended = clock.GetCurrentInstant() };
        }
    }
}
