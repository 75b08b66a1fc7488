using System.Text.Json.Nodes;
using ServiceDesk.Contracts;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.TimeTravel;

/// <summary>The documents of tickets as they were: what a client recorded live is what anybody is told later.</summary>
[Collection(TriedDeskCollection.Name)]
public sealed class PastTickets(Desk desk)
{
    private const int Readings = 1000;

    /// <summary>A document as a client got it, and the instant of the last entry that it rests on.</summary>
    private sealed record Recording(string Service, string Path, string At, JsonNode Document);

    [Fact]
    public async Task A_thousand_live_answers_are_given_again_as_of_their_instants()
    {
        var random = new Random(20260301);
        var tickets = new List<string>();
        for (var i = 0; i < 6; i++) tickets.Add((await Submit($"Printer {i} of the third floor prints nothing")).Text("id"));
        await desk.Quiet();

        var (recordings, happened) = (new List<Recording>(), 0);
        while (recordings.Count < Readings)
        {
            if (random.Next(4) == 0 && await Act(tickets, random) is { Status: < 300 }) happened++;
            var id = tickets[random.Next(tickets.Count)];
            var (service, path) = Documents(id)[random.Next(4)];
            var live = await desk.Admin.Get(service, path);
            if (live.Status == 404) continue; // submitted, and not there yet
            live.Status.ShouldBe(200, live.Body);
            recordings.Add(new Recording(service, path, live.Text("at"), live.Json));
        }
        await desk.Quiet();

        var (same, whole) = (0, 0);
        foreach (var one in recordings)
        {
            var past = await desk.Admin.Get(one.Service, $"{one.Path}?asOf={one.At}");
            past.Status.ShouldBe(200, $"{one.Service}{one.Path} {one.At} {past.Body}");
            Timeless(past.Json).ShouldBe(Timeless(one.Document), $"{one.Service}{one.Path}?asOf={one.At}");
            same++;
            if (one.Service != "resolution") continue;
            // The clocks ran on until the answer was given: as of that instant they are the same, too, unless something came in between.
            var then = await desk.Admin.Get(one.Service, $"{one.Path}?asOf={one.Document["asOf"]}");
            if (then.Text("at") != one.At) continue;
            then.Json.ToJsonString().ShouldBe(one.Document.ToJsonString());
            whole++;
        }
        same.ShouldBe(Readings);
        whole.ShouldBeGreaterThan(0);
        happened.ShouldBeGreaterThan(50);
        TestContext.Current.TestOutputHelper?.WriteLine($"{same} documents equal, {whole} of Resolution with their running clocks; {happened} commands in between");
    }

    [Fact]
    public async Task The_future_is_refused_the_near_future_is_waited_for_and_before_the_beginning_there_is_nothing()
    {
        var id = await desk.Ticket("acme", "Past and future");
        foreach (var (service, path) in Documents(id))
        {
            var far = await desk.Admin.Get(service, $"{path}?asOf={DateTimeOffset.UtcNow.AddMinutes(1):O}");
            (far.Status, far.Code, far.WrongFields.Single()).ShouldBe((422, "as-of-in-the-future", "asOf"), service);
            (await desk.Admin.Get(service, $"{path}?asOf={DateTimeOffset.UtcNow.AddMilliseconds(300):O}")).Status.ShouldBe(200, service);
            var before = await desk.Admin.Get(service, $"{path}?asOf=2001-01-01T00:00:00Z");
            (before.Status, before.Code).ShouldBe((404, "before-the-beginning"), service);
            (await desk.Admin.Get(service, $"{path.Replace(id, Guid.NewGuid().ToString())}?asOf=2001-01-01T00:00:00Z")).Code.ShouldBe("not-found", service);
        }
    }

    [Fact]
    public async Task A_fact_that_is_recorded_late_changes_what_had_happened_and_never_what_was_known()
    {
        var id = await desk.Ticket("acme", "A late fact");
        var between = DateTimeOffset.UtcNow;
        await Task.Delay(20, TestContext.Current.CancellationToken);
        var known = await desk.Admin.Get("resolution", $"/tickets/{id}?asOf={between:O}");
        var audited = await desk.Admin.Get("analytics", $"/audit/tickets/{id}?asOf={between:O}");

        // Somebody began to work on it half a millisecond before that instant, and tells so now.
        var late = await desk.Admin.Post("resolution", $"/tickets/{id}/respond", new { message = "We are on it", occurredAt = between.AddMilliseconds(-0.5).ToString("O") });
        late.Status.ShouldBe(200, late.Body);
        await desk.Quiet();

        (await desk.Admin.Get("resolution", $"/tickets/{id}?asOf={between:O}&axis=known")).Body.ShouldBe(known.Body);
        (await desk.Admin.Get("analytics", $"/audit/tickets/{id}?asOf={between:O}&axis=known")).Body.ShouldBe(audited.Body);
        known.Text("status").ShouldNotBe("in-progress");
        (await desk.Admin.Get("resolution", $"/tickets/{id}?asOf={between:O}&axis=happened")).Text("status").ShouldBe("in-progress");
        (await desk.Admin.Get("analytics", $"/audit/tickets/{id}?asOf={between:O}&axis=happened")).Json["document"]!["standing"]!["status"]!.ToString().ShouldBe("in-progress");
    }

    [Fact]
    public async Task Rights_are_those_of_today()
    {
        var id = await desk.Ticket("demo", "Not acme's");
        var stranger = await desk.Register("acme", Roles.Agent, Roles.Lead, Roles.Auditor, Roles.Admin);
        foreach (var (service, path) in Documents(id))
            (await stranger.Caller.Get(service, $"{path}?asOf={DateTimeOffset.UtcNow:O}")).Code.ShouldBe("not-found", service);
    }

    private static (string Service, string Path)[] Documents(string id) =>
        [("intake", $"/tickets/{id}"), ("routing", $"/tickets/{id}/routing"), ("resolution", $"/tickets/{id}"), ("analytics", $"/audit/tickets/{id}")];

    /// <summary>The document without what depends on the instant of the question itself: running clocks.</summary>
    private static string Timeless(JsonNode document)
    {
        var copy = document.DeepClone().AsObject();
        copy.Remove("asOf");
        copy.Remove("clocks");
        (copy["progress"] as JsonObject)?.Remove("nextDue");
        return copy.ToJsonString();
    }

    private Task<Reply> Submit(string subject) =>
        desk.Admin.Post("intake", "/tickets", new { kind = "incident", subject, category = "hardware", requester = new { name = "Li Na", organization = "acme" } });

    /// <summary>Something that may happen to a ticket; many are refused, which is no matter.</summary>
    private async Task<Reply?> Act(List<string> tickets, Random random)
    {
        var id = tickets[random.Next(tickets.Count)];
        var number = random.Next(1_000_000);
        return random.Next(14) switch
        {
            0 => await desk.Admin.Post("intake", $"/tickets/{id}/correct", new { values = new { subject = $"Printer prints nothing {number}" }, reason = "clearer" }),
            1 => await desk.Admin.Post("intake", $"/tickets/{id}/messages", new { text = $"Still nothing {number}" }),
            2 => await desk.Admin.Post("resolution", $"/tickets/{id}/respond", new { message = $"We look at it {number}" }),
            3 => await desk.Admin.Post("resolution", $"/tickets/{id}/progress", new { message = $"Toner ordered {number}", nextStep = "Wait for the toner" }),
            4 => await desk.Admin.Post("resolution", $"/tickets/{id}/ask", new { question = $"Which printer {number}?" }),
            5 => await desk.Admin.Post("resolution", $"/tickets/{id}/answer", new { answer = "That one" }),
            6 => await desk.Admin.Post("resolution", $"/tickets/{id}/resolve", new { solution = $"New toner {number}", verification = new { passed = true, checks = "It prints" } }),
            7 => await desk.Admin.Post("resolution", $"/tickets/{id}/reject", new { reason = $"No it does not {number}" }),
            8 => await desk.Admin.Post("resolution", $"/tickets/{id}/note", new { text = $"Note {number}" }),
            9 => await desk.Admin.Post("routing", $"/tickets/{id}/grade", new { impact = "organization", urgency = number % 2 == 0 ? "high" : "low", reason = "looked at it again" }),
            10 => await desk.Admin.Post("intake", $"/tickets/{id}/links", new { ticket = tickets[random.Next(tickets.Count)], relation = "related" }),
            11 => await desk.Admin.Post("intake", $"/tickets/{id}/merge", new { into = tickets[random.Next(tickets.Count)] }),
            12 => await desk.Admin.Post("resolution", $"/tickets/{id}/continue", new { }),
            _ when tickets.Count < 30 => await Add(tickets),
            _ => null,
        };
    }

    private async Task<Reply> Add(List<string> tickets)
    {
        var submitted = await Submit("The printer of the third floor prints nothing");
        tickets.Add(submitted.Text("id"));
        return submitted;
    }
}
