using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace ServiceDesk.Intake.Webhooks;

/// <summary>
/// When a webhook that failed is tried again. The waits are known in advance from its id, so that a restart changes nothing and webhooks
/// that failed together do not come back together.
/// </summary>
internal static class RetrySchedule
{
    private const double spread = 0.1;

    /// <summary>With the longest jitter they add up to 23 h 53 min.</summary>
    private static readonly Duration[] waits =
    [
        Duration.FromSeconds(5), Duration.FromSeconds(30), Duration.FromMinutes(2), Duration.FromMinutes(10), Duration.FromMinutes(30),
        Duration.FromHours(1), Duration.FromHours(2), Duration.FromHours(4), Duration.FromHours(6), Duration.FromHours(8),
    ];

    public static Duration Longest { get; } = Duration.FromHours(24);

    /// <summary>The next try; null when it is given up: after the last wait, or when it would come later than a day after the first try.</summary>
    public static Instant? Next(string webhookId, Instant firstTry, int failures, Instant failedAt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        if (failures > waits.Length) return null;
        var next = failedAt + waits[failures - 1] * Jitter(webhookId, failures);
        return next - firstTry > Longest ? null : next;
    }

    private static double Jitter(string webhookId, int failures)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{failures}:{webhookId}"));
        var fraction = BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)uint.MaxValue;
        return 1 - spread + 2 * spread * fraction;
    }
}
