namespace ServiceDesk.Calendar;

/// <summary>The clocks that tickets have: what starts and stops each, whatever is promised.</summary>
public static class TicketClock
{
    private static readonly FactKind[] opening = [FactKind.Opened];
    private static readonly FactKind[] everyWord = [FactKind.Opened, FactKind.RequesterTold, FactKind.Reopened];

    /// <summary>When a clock counts.</summary>
    /// <param name="clock"><c>response</c>, <c>diagnosis</c>, <c>update</c> or <c>resolution</c>.</param>
    /// <param name="pausedBy">The reasons of waiting during which it stands still.</param>
    /// <param name="reopening"><c>resume</c>, <c>restart</c> or <c>keep-first</c>.</param>
    /// <param name="warnings">At which percentages of the target somebody is warned.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such clock or reopening.</exception>
    public static ClockRule Rule(string clock, IReadOnlyList<string> pausedBy, string reopening, IReadOnlyList<int> warnings)
    {
        var (starts, stops) = clock switch
        {
            "response" => (opening, (FactKind[])[FactKind.RequesterTold, FactKind.Responded, FactKind.Resolved, FactKind.Closed]),
            "diagnosis" => (opening, [FactKind.Diagnosed, FactKind.Resolved, FactKind.Closed]),
            "update" => (everyWord, [FactKind.RequesterTold, FactKind.Resolved, FactKind.Closed]),
            "resolution" => (opening, [FactKind.Resolved, FactKind.Closed]),
            _ => throw new ArgumentOutOfRangeException(nameof(clock), clock, "No ticket has such a clock."),
        };
        return new ClockRule(starts, stops, pausedBy, RuleOf(reopening), clock == "update", warnings);
    }

    private static ReopeningRule RuleOf(string reopening) => reopening switch
    {
        "resume" => ReopeningRule.Resume,
        "restart" => ReopeningRule.Restart,
        "keep-first" => ReopeningRule.KeepFirst,
        _ => throw new ArgumentOutOfRangeException(nameof(reopening), reopening, "No clock does this at a reopening."),
    };
}
