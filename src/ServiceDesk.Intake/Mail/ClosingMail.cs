using NodaTime;
using NodaTime.Text;
using ServiceDesk.Contracts;

namespace ServiceDesk.Intake.Mail;

/// <summary>What a requester reads about a solution and about the closing.</summary>
internal static class ClosingMail
{
    private static readonly LocalDateTimePattern time = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    /// <summary>The solution with all that was told about it, and what happens without an answer. It stands in one place of the text, so that a changed text tells it too.</summary>
    public static string Solution(TicketResolved resolved, string? page, bool inChinese)
    {
        string?[] parts =
        [
            resolved.Solution,
            Part(inChinese ? "原因：" : "Cause: ", resolved.Cause),
            Part(inChinese ? "措施：" : "What was done so that it does not come back: ", resolved.Measure),
            Part(inChinese ? "预防建议：" : "What you can do: ", resolved.Precautions),
            Part(inChinese ? "请在此确认问题是否解决：" : "Please tell us here whether it is solved: ", page),
            resolved.Terms is { ClosesAt: { } at, ClosesAfter: { } days } ? Unanswered(at, days, inChinese) : null,
        ];
        return string.Join("\n\n", parts.OfType<string>());
    }

    /// <summary>Why it was closed.</summary>
    public static string Why(TicketClosed closed, bool inChinese) => closed.Rule is { } rule
        ? inChinese
            ? FormattableString.Invariant($"由于 {rule.WorkingDays} 个工作日内未收到您的答复，系统已按规定自动关闭。")
            : FormattableString.Invariant($"We did not hear from you within {rule.WorkingDays} working days, so it was closed by our rule.")
        : inChinese ? "问题已确认解决。" : "It was confirmed that it is solved.";

    private static string? Part(string label, string? text) => text is null ? null : label + text;

    private static string Unanswered(Instant at, int days, bool inChinese)
    {
        var until = time.Format(at.InUtc().LocalDateTime);
        return inChinese
            ? FormattableString.Invariant($"如果在 {until} UTC 之前（{days} 个工作日）未收到您的答复，该请求将自动关闭。")
            : FormattableString.Invariant($"If we do not hear from you by {until} UTC ({days} working days), your request will be closed.");
    }
}
