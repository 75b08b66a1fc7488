using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServiceDesk.Dev.Demo;

namespace ServiceDesk.Tests;

public partial class DemonstrationYearTests
{
    private const int Count = 4000;

    private static readonly DateTimeOffset now = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);
    private static readonly Year year = new(7, now);
    private static readonly IReadOnlyList<PastTicket> tickets = year.Tickets(Count);
    private static readonly string[] ends = ["resolved", "confirmed", "closed", "rated"];

    [Fact]
    public void The_same_seed_and_instant_make_the_same_year()
    {
        Text(new Year(7, now).Tickets(500)).ShouldBe(Text(new Year(7, now).Tickets(500)));
        Text(new Year(8, now).Tickets(500)).ShouldNotBe(Text(new Year(7, now).Tickets(500)));
    }

    [Fact]
    public void Steps_follow_one_another_and_none_lies_in_the_future()
    {
        tickets.Count.ShouldBe(Count);
        tickets.ShouldBe(tickets.OrderBy(one => one.Submission.At));
        foreach (var ticket in tickets)
        {
            DateTimeOffset[] times = [ticket.Submission.At, .. ticket.Steps.Select(step => step.At)];
            times.ShouldBe(times.Order());
            times[^1].ShouldBeLessThan(now);
        }
        tickets[0].Submission.At.ShouldBeInRange(now.AddDays(-366), now.AddDays(-360));
    }

    [Fact]
    public void Customers_languages_and_priorities_have_believable_shares()
    {
        Share(one => one.Submission.Requester.Organization == "demo").ShouldBeInRange(0.38, 0.55);
        Share(one => one.Submission.Requester.Organization == "harbor").ShouldBeInRange(0.15, 0.28);
        Share(one => one.Submission.Language == "zh").ShouldBeInRange(0.4, 0.65);
        Share(one => one.Submission.Kind == "request").ShouldBeInRange(0.2, 0.4);
        Share(one => one.Submission.Priority == 1).ShouldBeInRange(0.01, 0.08);
        Share(one => one.Submission.Priority == 4).ShouldBeInRange(0.35, 0.65);
    }

    [Fact]
    public void Promises_are_mostly_kept()
    {
        double[] response = [0.25, 0.5, 4, 8];
        double[] resolution = [4, 8, 24, 72];
        var solved = tickets.Where(one => one.Steps.Any(step => step.What == "resolved")).ToList();

        (solved.Count(one => First(one, "answered") <= response[one.Submission.Priority - 1]) / (double)solved.Count).ShouldBeInRange(0.86, 0.98);
        (solved.Count(one => First(one, "resolved") - Waited(one) <= resolution[one.Submission.Priority - 1]) / (double)solved.Count).ShouldBeInRange(0.8, 0.97);
    }

    [Fact]
    public void Some_wait_come_back_change_hands_are_rated_and_a_few_are_open()
    {
        Share(one => Has(one, "awaited-requester") || Has(one, "awaited-vendor")).ShouldBeInRange(0.12, 0.28);
        Share(one => Has(one, "rejected") || Has(one, "reopened")).ShouldBeInRange(0.03, 0.1);
        Share(one => one.Steps.Select(step => step.Agent).Distinct().Count() > 1).ShouldBeInRange(0.06, 0.15);
        Share(one => Has(one, "rated")).ShouldBeInRange(0.2, 0.35);
        Share(one => Has(one, "article-used")).ShouldBeInRange(0.08, 0.3);
        tickets.SelectMany(one => one.Steps).Where(step => step.Score is not null).Average(step => step.Score!.Value).ShouldBeInRange(3.9, 4.6);
        tickets.Count(one => one.IsOpen).ShouldBeInRange(1, 80);
        tickets.Where(one => one.IsOpen && one.Steps.Count > 0).Select(one => one.Steps[^1].What).ShouldAllBe(what => !ends.Contains(what));
    }

    [Fact]
    public void Weekends_and_nights_are_quiet_and_storms_are_not()
    {
        var china = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var local = tickets.Where(one => one.Submission.Requester.Site.Zone == "Asia/Shanghai" && one.Storm is null).Select(one => TimeZoneInfo.ConvertTime(one.Submission.At, china)).ToList();

        (local.Count(at => at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) / (double)local.Count).ShouldBeInRange(0.03, 0.12);
        (local.Count(at => at.Hour is >= 8 and < 18) / (double)local.Count).ShouldBeGreaterThan(0.8);
        foreach (var storm in tickets.Where(one => one.Storm is not null).GroupBy(one => one.Storm))
        {
            storm.Count().ShouldBeGreaterThan(25);
            (storm.Max(one => one.Submission.At) - storm.Min(one => one.Submission.At)).ShouldBeLessThan(TimeSpan.FromHours(10));
        }
        tickets.Select(one => one.Storm).OfType<string>().Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Texts_differ_read_well_and_leave_no_slot_open()
    {
        var texts = tickets.Select(one => one.Submission.Description).ToList();
        (texts.Distinct().Count() / (double)Count).ShouldBeGreaterThan(0.9);
        (tickets.Select(one => one.Submission.Subject).Distinct().Count() / (double)Count).ShouldBeGreaterThan(0.15);
        foreach (var ticket in tickets)
        {
            string[] all = [ticket.Submission.Subject, ticket.Submission.Description, .. ticket.Steps.SelectMany(step => new[] { step.Text, step.Cause }).OfType<string>()];
            all.ShouldAllBe(text => text.Length > 0 && !text.Contains('{', StringComparison.Ordinal));
            Chinese().IsMatch(ticket.Submission.Description).ShouldBe(ticket.Submission.Language == "zh", ticket.Submission.Description);
        }
    }

    [Fact]
    public void Nobody_can_be_written_to()
    {
        tickets.Select(one => one.Submission.Requester.Email).ShouldAllBe(address => address.EndsWith(".example", StringComparison.Ordinal));
        year.People.All.Select(one => one.Email).ShouldBeUnique();
        foreach (var name in (string[])["topics", "phrases", "people", "articles", "storms", "registers"])
            Address().Matches(Tables.Read<JsonNode>(name).ToJsonString()).ShouldAllBe(match => match.Value.EndsWith(".example", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_that_is_named_is_there()
    {
        var users = Tables.Cast.Agents.Select(one => one.User).Append("lead").Append("analyst").ToHashSet();
        var topics = Tables.Topics.Select(one => one.Id).ToHashSet();
        var texts = Tables.Read<RegisterTexts>("registers");

        Tables.Cast.Agents.Length.ShouldBe(40);
        users.Count.ShouldBe(42);
        Tables.Cast.Agents.ShouldAllBe(agent => Tables.Cast.Teams.Any(team => team.Id == agent.Team));
        Tables.Articles.SelectMany(one => one.Topics).ShouldAllBe(topic => topics.Contains(topic));
        texts.Shown.ShouldAllBe(one => topics.Contains(one.Topic));
        texts.Risks.SelectMany(one => one.Actions ?? []).Concat(texts.Improvements.SelectMany(one => one.Actions ?? [])).ShouldAllBe(one => users.Contains(one.Owner));
        tickets.SelectMany(one => one.Steps).Select(step => step.Article).OfType<string>().ShouldAllBe(key => Tables.Articles.Any(one => one.Key == key));
    }

    [Fact]
    public void Today_has_tickets_in_every_state_none_older_than_a_day()
    {
        var today = new Today(year.People, 7, now, Tables.Read<RegisterTexts>("registers")).Tickets();

        foreach (var standing in Enum.GetValues<Standing>()) today.ShouldContain(one => one.Standing == standing);
        today.Count.ShouldBeInRange(60, 120);
        today.ShouldAllBe(one => one.Submission.At < now && one.Submission.At > now.AddHours(-23.5));
        today.Select(one => one.Key).ShouldBeUnique();
        today.Count(one => one.Submission.Requester == year.People.ShownOne).ShouldBeGreaterThan(7);
    }

    private static double Share(Func<PastTicket, bool> has) => tickets.Count(has) / (double)Count;

    private static bool Has(PastTicket ticket, string what) => ticket.Steps.Any(step => step.What == what);

    private static double First(PastTicket ticket, string what) => (ticket.Steps.First(step => step.What == what).At - ticket.Submission.At).TotalHours;

    private static double Waited(PastTicket ticket)
    {
        var before = ticket.Steps.TakeWhile(step => step.What != "resolved").ToList();
        return before.Index().Where(one => one.Item.What.StartsWith("awaited", StringComparison.Ordinal)).Sum(one => (before[one.Index + 1].At - one.Item.At).TotalHours);
    }

    private static string Text(IReadOnlyList<PastTicket> some) => string.Join('\n', some.SelectMany(one => History.Rows(one, user => user, key => new JsonObject { ["id"] = key })).Select(row => row.ToJsonString()));

    [GeneratedRegex(@"[\u4e00-\u9fff]")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")]
    private static partial Regex Address();
}
