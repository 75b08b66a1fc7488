using System.Diagnostics;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>
/// Asks a scanner about a file before anybody may have it: the command of <c>Attachments:ScanCommand</c> (such as
/// <c>clamdscan --no-summary --fdpass</c>) with the file's path behind it. 0 = clean, 1 = infected, as ClamAV's programs answer; with anything
/// else the file is not taken now. Without a command nothing is scanned, and the event says so.
/// </summary>
internal sealed partial class VirusScan(IConfiguration configuration, ILogger<VirusScan> logger)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly string[] command = (configuration["Attachments:ScanCommand"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The verdict for the event: <c>clean</c> or <c>not-scanned</c>.</summary>
    /// <param name="path">Where the file stands.</param>
    /// <param name="name">What its sender calls it.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="RefusedException">It is infected, or the scanner gave no answer.</exception>
    public async Task<string> Check(string path, string name, CancellationToken cancel)
    {
        if (command.Length == 0) return "not-scanned";
        return await Run(path, cancel) switch
        {
            0 => "clean",
            1 => throw new RefusedException(Problem.Of(StatusCodes.Status422UnprocessableEntity, "infected", $"{name} is infected, says the scanner.")),
            _ => throw new RefusedException(Problem.Of(StatusCodes.Status503ServiceUnavailable, "scanner-unavailable", "The scanner gave no answer; the file was not taken.")),
        };
    }

    private async Task<int> Run(string path, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            using var scanner = Process.Start(new ProcessStartInfo(command[0], [.. command[1..], path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                await Task.WhenAll(scanner.StandardOutput.ReadToEndAsync(limit.Token), scanner.StandardError.ReadToEndAsync(limit.Token));
                await scanner.WaitForExitAsync(limit.Token);
                return scanner.ExitCode;
            }
            finally
            {
                if (!scanner.HasExited) scanner.Kill(entireProcessTree: true);
            }
        }
        catch (Exception absent) when (absent is System.ComponentModel.Win32Exception || (absent is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            NoAnswer(logger, absent.Message);
            return -1;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The virus scanner gave no answer: {Reason}")]
    private static partial void NoAnswer(ILogger logger, string reason);
}
