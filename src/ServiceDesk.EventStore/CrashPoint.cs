using System.Globalization;
using System.Runtime.InteropServices;

namespace ServiceDesk.EventStore;

/// <summary>
/// A test instrument: named places at which a process kills itself (signal 9), to prove that nothing is lost or doubled wherever it dies.
/// Off unless <c>SERVICEDESK_CRASH_AT</c> holds a name, or <c>name:n</c> for the n-th time the place is reached.
/// </summary>
public static class CrashPoint
{
    /// <summary>A key or token was recognised.</summary>
    public const string Authenticated = "authenticated";

    /// <summary>The whole body of a request has arrived.</summary>
    public const string BodyRead = "body-read";

    /// <summary>A line of a batch has arrived.</summary>
    public const string LineRead = "line-read";

    /// <summary>A message of the e-mail channel has arrived and was understood.</summary>
    public const string MailRead = "mail-read";

    /// <summary>The bytes of a file are on the disk; no event tells of it.</summary>
    public const string FileKept = "file-kept";

    /// <summary>A submission is complete and right.</summary>
    public const string Validated = "validated";

    /// <summary>A ticket's number was taken.</summary>
    public const string NumberTaken = "number-taken";

    /// <summary>It is decided what to record.</summary>
    public const string Decided = "decided";

    /// <summary>An append waits for its turn, or is being written already.</summary>
    public const string AppendQueued = "append-queued";

    /// <summary>The appender took what waits.</summary>
    public const string GroupTaken = "group-taken";

    /// <summary>The next thing is the database's function append.</summary>
    public const string AppendCalled = "append-called";

    /// <summary>The events are durable; nobody was told.</summary>
    public const string AppendReturned = "append-returned";

    /// <summary>Who decided knows that the events are durable.</summary>
    public const string ResultTold = "result-told";

    /// <summary>The answer to a submission is about to be written.</summary>
    public const string AnswerBegun = "answer-begun";

    /// <summary>The answer to a submission is written; it may not have left the process.</summary>
    public const string AnswerWritten = "answer-written";

    /// <summary>The answer to a submission was handed to the network.</summary>
    public const string AnswerSent = "answer-sent";

    /// <summary>One line of a batch's answer is written, and others are not.</summary>
    public const string LineAnswered = "line-answered";

    private const string Variable = "SERVICEDESK_CRASH_AT";
    private const int Kill = 9;

    private static readonly Lock dying = new();
    private static readonly string? wanted;
    private static int left = 1;

    static CrashPoint()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text) return;
        var parts = text.Split(':');
        if (parts.Length > 1) left = int.Parse(parts[1], CultureInfo.InvariantCulture);
        wanted = parts[0];
    }

    /// <summary>Whether the process is to die at this place.</summary>
    /// <param name="point">The place's name.</param>
    public static bool IsWanted(string point) => wanted is not null && wanted == point;

    /// <summary>Kills the process when this is where it is to die; else does nothing.</summary>
    /// <param name="point">The place's name.</param>
    public static void Reach(string point)
    {
        if (wanted is null) return;
        if (wanted == point) Count();
    }

    /// <summary>Who comes later waits at the lock for the end: nothing gets past the place any more.</summary>
    private static void Count()
    {
        lock (dying)
        {
            if (--left > 0) return;
            Console.Error.WriteLine($"Crash point {wanted} reached.");
            _ = SendSignal(Environment.ProcessId, Kill);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
