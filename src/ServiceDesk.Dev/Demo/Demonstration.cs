using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>
/// Loads a year of a service desk through the services' own APIs, once. A load that broke off is resumed: what was done is kept in the progress of the data
/// directory, and what was sent is known by its keys.
/// </summary>
internal sealed class Demonstration(Desk desk)
{
    internal const int Tickets = 20_000;

    private const int Chance = 20_260_101;
    private const int AssignedAtOnce = 8;
    private const string Done = "demo:done";

    /// <summary>Loads what is not there yet; returns at once when everything is.</summary>
    internal async Task Load(int tickets, DateTimeOffset now, CancellationToken cancel)
    {
        if (desk.Accounts.Did(Done)) return;
        var (started, texts) = (Stopwatch.StartNew(), Tables.Read<RegisterTexts>("registers"));
        // The year is as long and ends at the same instant, however often and with whatever wish the load is resumed.
        var end = Instant(await desk.Once("demo:now", () => Task.FromResult(Lines.Instant(now))));
        tickets = int.Parse(await desk.Once("demo:tickets", () => Task.FromResult(tickets.ToString(CultureInfo.InvariantCulture))), CultureInfo.InvariantCulture);

        var year = new Year(Chance, end);
        Say("Demonstration: people, teams, articles");
        await new Organisation(desk, year.People).Make(cancel);
        Say("Demonstration: a year of tickets");
        var past = year.Tickets(tickets);
        var sent = JsonSerializer.Deserialize<SentHistory>(await desk.Once("demo:history", () => Send(past, cancel)))!;
        Say("The history is recorded; the desk takes it over");
        await desk.Reached(Desk.Routing, "/teams", sent.Position, cancel);
        await desk.Reached(Desk.Resolution, "/tickets?limit=1", sent.Position, cancel);
        // What is closed is no duplicate of what comes in today.
        await desk.Shows(Desk.Intake, Desk.Resolution, cancel);
        Say("The desk has taken it over; today's work");
        await Task.WhenAll(Assign(past, sent.Ids, cancel), Now(year.People, now, texts, cancel));
        Say("Problems and registers");
        var last = await new Problems(desk, end).Make(past, sent.Ids, cancel);
        var registers = new RegisterLoad(desk, end, texts);
        await registers.Make(cancel);
        Say("The reports catch up");
        await desk.Reached(Desk.Analytics, "/risks?limit=1", last, cancel);
        await registers.LookBack(cancel);
        await desk.Once(Done, () => Task.FromResult("done"));
        Say("The demonstration is loaded");

        void Say(string what) => desk.Say(string.Create(CultureInfo.InvariantCulture, $"{started.Elapsed.TotalSeconds,5:0} s  {what}"));
    }

    /// <summary>The last event of the history, and the desk's ids of those of its tickets that are asked for again.</summary>
    private sealed record SentHistory(string Position, Dictionary<string, string> Ids);

    private async Task<string> Send(IReadOnlyList<PastTicket> year, CancellationToken cancel)
    {
        var history = new History(desk);
        await history.Send(year, cancel);
        var wanted = year.Where(ticket => ticket.IsOpen || ticket.Storm is not null).ToDictionary(ticket => ticket.Number, ticket => history.Ids[ticket.Number]);
        return JsonSerializer.Serialize(new SentHistory(history.Position, wanted));
    }

    /// <summary>What is open of the year is given to the agents who had it, so that it is theirs here too.</summary>
    private async Task Assign(IReadOnlyList<PastTicket> year, Dictionary<string, string> ids, CancellationToken cancel)
    {
        var open = year.Where(ticket => ticket.IsOpen && ticket.Steps.Count > 0);
        await Parallel.ForEachAsync(open, new ParallelOptions { MaxDegreeOfParallelism = AssignedAtOnce, CancellationToken = cancel }, async (ticket, stop) =>
        {
            var step = ticket.Steps[^1];
            await desk.As("lead", Desk.Routing).Send(
                HttpMethod.Post, $"/tickets/{ids[ticket.Number]}/assign", new JsonObject { ["team"] = step.Team, ["agent"] = await desk.PersonId(step.Agent!) }, $"demo-assign-{ticket.Number}", stop);
        });
    }

    /// <summary>Today is the day on which its tickets were first sent, also for a load that is resumed later.</summary>
    private async Task Now(Requesters people, DateTimeOffset now, RegisterTexts texts, CancellationToken cancel)
    {
        var today = Instant(await desk.Once("demo:today", () => Task.FromResult(Lines.Instant(now))));
        var ids = await new LiveWork(desk, today, now).Do(new Today(people, Chance, today, texts).Tickets(), cancel);
        await desk.Once("demo:major-incident", async () =>
        {
            string[] stormy = [.. ids.Where(one => one.Key.IsStormy).OrderBy(one => one.Key.Submission.At).Select(one => one.Value)];
            var (lead, path) = (desk.As("lead", Desk.Routing), $"/tickets/{stormy[0]}/major-incident");
            await lead.Send(HttpMethod.Post, path, new JsonObject { ["title"] = texts.StoryOfNow.Title, ["owner"] = await desk.PersonId(texts.StoryOfNow.Owner), ["updateEvery"] = "PT30M" }, "demo-major", cancel);
            await lead.Send(HttpMethod.Post, $"{path}/update", new JsonObject { ["message"] = texts.StoryOfNow.Update }, "demo-major-update", cancel);
            foreach (var child in stormy.Skip(1)) await lead.Send(HttpMethod.Post, $"{path}/children", new JsonObject { ["ticket"] = child }, $"demo-major-{child}", cancel);
            return stormy[0];
        });
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
