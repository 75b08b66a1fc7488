using System.Net.Http.Headers;
using System.Text.Json;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Imports;

/// <summary>Sends a file part by part and counts the answers. A part that was not answered is sent again: services take nothing twice.</summary>
internal sealed class ImportRun(ImportJob job, ImportUpload upload, ServicesClient services)
{
    private const int Attempts = 5;
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(2);

    /// <summary>Longer than any part takes; the time limit of the client ends with the head of an answer.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    public async Task<ImportState> Run(CancellationToken cancel)
    {
        upload.File.Position = 0;
        await foreach (var part in FileParts.Read(upload.File, job.Kind.IsTable, job.Kind.MostLines, job.Kind.MostBytes, cancel))
        {
            if (part.TooLong.Count > 0) job.Progress = job.Progress.WithTooLong(part);
            if (job.Kind.IsWhole) job.Progress = job.Progress.WithWhole(job.Total, (await Patiently(cancelled => Whole(part, cancelled), cancel)).Problem);
            else await Send(part, cancel);
            if (job.Progress.Problem is not null || job.Progress.BrokenAt is not null) return ImportState.Failed;
        }
        return ImportState.Done;
    }

    private async Task Send(FilePart part, CancellationToken cancel)
    {
        var answer = await Patiently(cancelled => Lines(part, cancelled), cancel);
        if (answer.Value is not { } lines)
        {
            job.Progress = job.Progress with { Problem = answer.Problem };
            return;
        }
        job.Progress = job.Progress.With(part, lines);
        // A service that cannot read on says so in its last line.
        var last = lines.Count == 0 ? part.Last : lines[^1].Line + part.Before;
        if (last < part.Last) job.Progress = job.Progress with { BrokenAt = last };
    }

    private async Task<Answer<T>> Patiently<T>(Func<CancellationToken, Task<Answer<T>>> send, CancellationToken cancel) where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await InTime(send, cancel);
            if (answer.Problem is not { Temporary: true } || attempt == Attempts) return answer;
            await Task.Delay(pause * attempt, cancel);
        }
    }

    private async Task<Answer<T>> InTime<T>(Func<CancellationToken, Task<Answer<T>>> send, CancellationToken cancel) where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            return await send(limit.Token);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException || (broken is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new(null, Problem.Unreachable(job.Kind.Service));
        }
    }

    private async Task<Answer<object>> Whole(FilePart part, CancellationToken cancel)
    {
        using var response = await Post(part, cancel);
        return response is null ? new(null, Problem.Unreachable(job.Kind.Service)) : new(null, response.IsSuccessStatusCode ? null : await ServicesClient.ProblemOf(response, cancel));
    }

    private async Task<Answer<List<AnsweredLine>>> Lines(FilePart part, CancellationToken cancel)
    {
        using var response = await Post(part, cancel);
        if (response is null) return new(null, Problem.Unreachable(job.Kind.Service));
        if (!response.IsSuccessStatusCode) return new(null, await ServicesClient.ProblemOf(response, cancel));
        var answers = new List<AnsweredLine>();
        var isComplete = !job.Kind.IsHistory;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            var answer = JsonSerializer.Deserialize<AnsweredLine>(line, Json.Options)!;
            if (answer.Summary is null) answers.Add(answer);
            else isComplete = true;
        }
        return isComplete ? new(answers, null) : new(null, Problem.Unreachable(job.Kind.Service));
    }

    private async Task<HttpResponseMessage?> Post(FilePart part, CancellationToken cancel)
    {
        var path = job.Kind.IsHistory ? Local.Url(job.Kind.Path, ("source", upload.Source), ("zone", upload.Zone)) : job.Kind.Path;
        using var content = new ByteArrayContent(part.Bytes);
        content.Headers.ContentType = job.Kind.IsHistory ? new MediaTypeHeaderValue("application/x-ndjson") : new MediaTypeHeaderValue("text/csv", upload.Count.IsUtf8 ? "utf-8" : "gb18030");
        // A key names one change; rows are many, each of which is taken once anyhow.
        return await services.Upload(job.Kind.Service, path, content, job.Kind.IsWhole ? job.Id : null, cancel);
    }
}
