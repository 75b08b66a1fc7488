using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>Sends the year's tickets as the history of another system, several requests at a time; what was recorded before is not recorded again.</summary>
internal sealed class History(Desk desk)
{
    internal const string Source = "demo-year";

    private const int TicketsPerRequest = 400;
    private const int AtOnce = 3;

    private static readonly JsonSerializerOptions json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ConcurrentDictionary<string, string> ids = [];
    private int tickets;
    private int rows;
    private long last;

    /// <summary>The desk's ids of the tickets by their number.</summary>
    internal IReadOnlyDictionary<string, string> Ids => ids;

    /// <summary>The last event that was recorded.</summary>
    internal string Position => $"intake/{last}";

    internal async Task Send(IReadOnlyList<PastTicket> year, CancellationToken cancel)
    {
        var (people, articles, started) = (await People(), await Articles(), Stopwatch.StartNew());
        var url = new Uri(desk.Url(Desk.Intake), $"/imports?source={Source}");
        var key = desk.Accounts.Key("system");
        await Parallel.ForEachAsync(year.Chunk(TicketsPerRequest), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (some, stop) =>
        {
            string[] lines = [.. some.SelectMany(ticket => Rows(ticket, people, articles)).Select(row => row.ToJsonString(json))];
            foreach (var answer in await Lines.Post(url, key, lines, stop)) Note(answer, lines.Length);
            Interlocked.Add(ref rows, lines.Length);
            foreach (var ticket in some)
            {
                if (Interlocked.Increment(ref tickets) is var sent && (sent % 4000 == 0 || sent == year.Count))
                    desk.Say(string.Create(CultureInfo.InvariantCulture, $"  {sent:N0} of {year.Count:N0} tickets, {rows:N0} facts, {started.Elapsed.TotalSeconds:0} s"));
            }

            void Note(JsonObject answer, int count)
            {
                var line = answer["line"]!.GetValue<int>() - 1;
                if (line < count && lines[line].Contains("\"what\":\"opened\"", StringComparison.Ordinal)) ids[TicketOf(lines[line])] = answer["id"]!.ToString();
                var position = long.Parse(answer["position"]!.ToString().Split('/')[1], CultureInfo.InvariantCulture);
                for (var known = Interlocked.Read(ref last); position > known; known = Interlocked.Read(ref last)) Interlocked.CompareExchange(ref last, position, known);
            }
        });
    }

    internal static IEnumerable<JsonObject> Rows(PastTicket ticket, Func<string, string> people, Func<string, JsonObject?> articles)
    {
        var opened = Live.Content(ticket.Submission);
        opened["row"] = $"{ticket.Number}/0";
        opened["ticket"] = ticket.Number;
        opened["what"] = "opened";
        opened["at"] = Lines.Instant(ticket.Submission.At);
        yield return opened;
        foreach (var (index, step) in ticket.Steps.Index())
        {
            var row = new JsonObject
            {
                ["row"] = $"{ticket.Number}/{index + 1}",
                ["ticket"] = ticket.Number,
                ["what"] = step.What,
                ["at"] = Lines.Instant(step.At),
                ["team"] = step.Team,
            };
            if (step.Who is { } who) row["who"] = new JsonObject { ["id"] = people(who) };
            if (step.Agent is { } agent) row["agent"] = new JsonObject { ["id"] = people(agent) };
            if (step.Text is not null) row["text"] = step.Text;
            if (step.Cause is not null) row["cause"] = step.Cause;
            if (step.Score is { } score) row["score"] = score;
            if (step.SurveyUntil is { } until) row["surveyUntil"] = Lines.Instant(until);
            if (step.Article is { } article && articles(article) is { } followed)
            {
                followed["helped"] = step.Helped;
                row["article"] = followed;
            }
            yield return row;
        }
    }

    private static string TicketOf(string line) => JsonNode.Parse(line)!["ticket"]!.ToString();

    private async Task<Func<string, string>> People()
    {
        var known = new Dictionary<string, string>();
        foreach (var agent in Tables.Cast.Agents) known[agent.User] = await desk.PersonId(agent.User);
        return user => known[user];
    }

    private async Task<Func<string, JsonObject>> Articles()
    {
        var known = new Dictionary<string, (string Id, string Number, string Title)>();
        foreach (var text in Tables.Articles)
        {
            var made = (await desk.Kept($"demo:article:{text.Key}")).Split(' ');
            known[text.Key] = (made[0], made[1], text.Title);
        }
        return key => new JsonObject { ["id"] = known[key].Id, ["number"] = known[key].Number, ["title"] = known[key].Title, ["version"] = 1 };
    }
}
