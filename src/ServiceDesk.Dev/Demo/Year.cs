using System.Globalization;

namespace ServiceDesk.Dev.Demo;

/// <summary>The year before an instant, ticket by ticket in order of their opening: always the same for the same seed, instant and number of tickets.</summary>
internal sealed class Year
{
    private const int Days = 365;

    /// <summary>What came in last is sent as it is told to the desk today.</summary>
    private static readonly TimeSpan untilNow = TimeSpan.FromHours(3);

    private readonly int seed;
    private readonly DateTimeOffset now;
    private readonly Season season;
    private readonly Staff staff = new(Tables.Cast);
    private readonly Submissions submissions;

    internal Year(int seed, DateTimeOffset now)
    {
        (this.seed, this.now) = (seed, now);
        season = new Season(now - untilNow, Days);
        People = new Requesters(Tables.Cast, seed);
        submissions = new Submissions(People);
    }

    internal Requesters People { get; }

    internal IReadOnlyList<PastTicket> Tickets(int count)
    {
        var scale = count / 20_000.0;
        var storms = Tables.Storms.SelectMany(storm => Enumerable.Range(0, Math.Max(3, (int)(storm.Tickets * scale))), Stormy).ToList();
        var usual = Enumerable.Range(0, Math.Max(0, count - storms.Count)).Select(Usual);
        return [.. storms.Concat(usual).OrderBy(one => one.Submission.At).Select((one, place) => one with { Number = string.Create(CultureInfo.InvariantCulture, $"Y{place + 1:00000}") })];
    }

    private PastTicket Usual(int index)
    {
        var dice = Dice.For(seed, "usual", index);
        var topic = submissions.Topic(dice);
        var requester = Requester(dice, Tables.Cast.Organizations[dice.Weighted([.. Tables.Cast.Organizations.Select(one => one.Share)])].Id);
        var (submission, wording) = submissions.Make(dice, topic, requester, season.Choose(dice, requester.Site.Zone));
        return new PastTicket("", submission, new Story(staff).Tell(dice, submission, wording, topic, now), null);
    }

    private PastTicket Stormy(Storm storm, int index)
    {
        var dice = Dice.For(seed, storm.Id, index);
        var began = now.AddDays(-storm.DaysAgo);
        var at = began.AddHours(storm.Hours * Math.Pow(dice.Share(), 1.7)); // most come at the beginning
        var (submission, wording) = submissions.Make(dice, storm, Requester(dice, dice.Of(storm.Organizations)), at);
        var topic = Tables.Topics.First(one => one.Id == storm.Topic);
        var told = new Telling(staff, dice, submission, wording, topic.In(submission.Language), []) { Storm = storm.In(submission.Language) };
        // All of them are solved when the fault is, a while after the last one came.
        var solved = began.AddHours(storm.Hours + 0.6);
        told.Work(dice.Around(0.35, 0.7), Math.Max((solved - at).TotalHours, 0.5) + dice.Around(0.3, 0.8));
        told.Finish(14);
        return new PastTicket("", submission, told.Until(now), storm.Id);
    }

    /// <summary>Some ask for help much more often than others, the requester whose portal is shown among them.</summary>
    private Requester Requester(Dice dice, string organization)
    {
        var people = People.Of(organization);
        return people[(int)(people.Count * Math.Pow(dice.Share(), 1.6))];
    }
}
