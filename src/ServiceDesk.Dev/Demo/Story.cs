namespace ServiceDesk.Dev.Demo;

/// <summary>
/// Makes up what happened to a ticket: who took it up and when, what was asked and found, for whom it waited, whether the solution held, and what the
/// requester said of it. Times are drawn around the desk's standard promise, so that most are kept and some are not.
/// </summary>
internal sealed class Story(Staff staff)
{
    private const double SurveyDays = 14;

    private static readonly double[] responseHours = [0.25, 0.5, 4, 8];
    private static readonly double[] resolutionHours = [4, 8, 24, 72];

    /// <summary>How much longer than others a team takes.</summary>
    private static readonly Dictionary<string, double> slowness = new() { ["hardware"] = 1.18, ["software"] = 1.06, ["network"] = 0.92, ["account"] = 0.7, ["service-desk"] = 0.75 };

    internal IReadOnlyList<Step> Tell(Dice dice, Submission submission, Wording wording, Topic topic, DateTimeOffset now)
    {
        var told = new Telling(staff, dice, submission, wording, topic.In(submission.Language), Articles.For(topic, submission.Language));
        var pace = slowness[told.Team] * Pressure(submission.At, now);
        told.Work(responseHours[submission.Priority - 1] * dice.Around(0.27 * pace, 0.85), resolutionHours[submission.Priority - 1] * dice.Around(0.3 * pace, 0.82));
        told.Finish(SurveyDays);
        return told.Until(now);
    }

    /// <summary>Two quarters of a year were hard: the desk was short of people seven months ago, and better each month since.</summary>
    private static double Pressure(DateTimeOffset at, DateTimeOffset now)
    {
        var monthsAgo = (now - at).TotalDays / 30.4;
        return 0.9 + (0.45 * Math.Exp(-Math.Pow(monthsAgo - 7, 2) / 4));
    }
}
