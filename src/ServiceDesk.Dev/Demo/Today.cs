using System.Globalization;

namespace ServiceDesk.Dev.Demo;

/// <summary>The tickets that came in during the last hours, in every state: some are due soon, some wait, some nobody can do, and one fault hits many.</summary>
internal sealed class Today(Requesters people, int seed, DateTimeOffset now, RegisterTexts texts)
{
    private static readonly (Standing Standing, int Count, double NewestHours, double OldestHours)[] plan =
    [
        (Standing.Untouched, 12, 0.05, 1.5), (Standing.Untouched, 4, 3.2, 3.9), (Standing.Working, 16, 1, 20), (Standing.Waiting, 8, 2, 21), (Standing.Vendor, 5, 6, 21),
        (Standing.Proposed, 3, 4, 15), (Standing.Resolved, 8, 3, 21), (Standing.Closed, 4, 8, 22), (Standing.Rated, 3, 10, 22),
    ];

    private readonly Submissions submissions = new(people);

    internal IReadOnlyList<LiveTicket> Tickets() => [.. Shown().Concat(Usual()).Concat(NobodyCan()).Concat(Stormy()).OrderBy(one => one.Submission.At)];

    private IEnumerable<LiveTicket> Usual()
    {
        var index = 0;
        foreach (var (standing, count, newest, oldest) in plan)
        {
            for (var i = 0; i < count; i++)
            {
                var dice = Dice.For(seed, "today", index++);
                yield return Make(dice, $"usual-{index}", submissions.Topic(dice), Anybody(dice), newest + ((oldest - newest) * dice.Share()), standing);
            }
        }
    }

    /// <summary>What needs a skill that nobody has waits for somebody.</summary>
    private IEnumerable<LiveTicket> NobodyCan()
    {
        for (var i = 0; i < 3; i++)
        {
            var dice = Dice.For(seed, "host", i);
            var ticket = Make(dice, $"host-{i}", Tables.Topics.First(one => one.Id == "erp-slow"), Anybody(dice), 1 + i, Standing.Untouched);
            var subject = ticket.Submission.Language == "zh" ? "老主机批处理作业 {share} 卡住" : "Batch job {share} hangs on the midrange host";
            yield return ticket with { Submission = ticket.Submission with { Subject = ticket.Wording.Fill(subject), System = "host" } };
        }
    }

    private IEnumerable<LiveTicket> Stormy()
    {
        var topic = Tables.Topics.First(one => one.Id == "lan-down");
        for (var i = 0; i < 16; i++)
        {
            var dice = Dice.For(seed, "now", i);
            var requester = Anybody(dice, i % 2 == 0 ? "acme" : Seed.Organization);
            var ticket = Make(dice, $"now-{i}", topic, requester, i == 0 ? 1.4 : 0.1 + (1.2 * dice.Share()), i % 4 == 0 ? Standing.Working : Standing.Untouched);
            var words = texts.StoryOfNow.In(requester.Language);
            yield return ticket with
            {
                IsStormy = true,
                Submission = ticket.Submission with
                {
                    Subject = ticket.Wording.Say(words.Subjects),
                    Description = ticket.Wording.Describe(words.Texts),
                    System = "lan",
                    Impact = i == 0 ? "organization" : "department",
                    Urgency = "high",
                },
            };
        }
    }

    private IEnumerable<LiveTicket> Shown()
    {
        foreach (var (index, text) in texts.Shown.Index())
        {
            var ticket = Make(Dice.For(seed, "shown", index), $"shown-{index}", Tables.Topics.First(one => one.Id == text.Topic), people.ShownOne, text.HoursAgo, text.State);
            yield return ticket with { Submission = ticket.Submission with { Subject = text.Subject, Description = text.Text, Channel = "portal" }, Question = text.Question };
        }
    }

    private LiveTicket Make(Dice dice, string key, Topic topic, Requester requester, double hoursAgo, Standing standing)
    {
        var at = now.AddSeconds(-Math.Round(hoursAgo * 3600));
        var (submission, wording) = submissions.Make(dice, topic, requester, at);
        return new LiveTicket(string.Create(CultureInfo.InvariantCulture, $"{key}"), submission, wording, topic.In(requester.Language), standing, null);
    }

    private Requester Anybody(Dice dice, string? organization = null) => dice.Of(people.Of(organization ?? dice.Of(Tables.Cast.Organizations).Id));
}
