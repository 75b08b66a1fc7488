using System.Net.Http.Headers;
using System.Text;
using ServiceDesk.EventStore;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Crashes;

/// <summary>
/// Intake kills itself at a named place between request and answer, and every request is sent again: as many tickets as keys, and each
/// answer that came before is given again. Three requests are answered in peace; the fourth that gets to the place is the end.
/// </summary>
public sealed class KillPoints(MortalIntake intake) : IClassFixture<MortalIntake>
{
    private const int Fourth = 4;

    /// <summary>Both batches have the answers to their first halves by then, and the next are under way.</summary>
    private const int InTheSecondHalves = 10;

    [Theory]
    [InlineData(CrashPoint.Authenticated)]
    [InlineData(CrashPoint.Validated)]
    [InlineData(CrashPoint.NumberTaken)]
    [InlineData(CrashPoint.Decided)]
    public async Task What_dies_before_it_is_recorded_is_recorded_once_by_the_retry(string point)
    {
        var requests = new KeyedRequests(intake);
        var (answers, recorded) = await KillAndRetry(point, Fourth, requests, requests.Singles, requests.Batches);
        answers.Count.ShouldBe(3);
        recorded.ShouldBe(answers);
    }

    [Theory]
    [InlineData(CrashPoint.ResultTold, Fourth)]
    [InlineData(CrashPoint.AnswerBegun, Fourth)]
    [InlineData(CrashPoint.AnswerWritten, Fourth)]
    [InlineData(CrashPoint.LineAnswered, InTheSecondHalves)]
    public async Task What_dies_recorded_but_not_answered_is_answered_by_the_retry(string point, int n)
    {
        var requests = new KeyedRequests(intake);
        var (answers, recorded) = await KillAndRetry(point, n, requests, requests.Singles, requests.Batches);
        answers.Count.ShouldBeGreaterThanOrEqualTo(3);
        recorded.Except(answers).ShouldNotBeEmpty();
        if (point == CrashPoint.LineAnswered) answers.ShouldContain(answer => answer.Contains(" line "));
    }

    [Theory]
    [InlineData(CrashPoint.MailRead)]
    [InlineData(CrashPoint.FileKept)]
    [InlineData(CrashPoint.NumberTaken)]
    public async Task A_mail_that_is_delivered_again_is_one_ticket_with_one_file(string point)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var mails = Enumerable.Range(0, 7).Select(n => $"{run}-{n}").ToList();
        await intake.DieAt(point, Fourth);
        var answers = await InPeaceThenAtOnce(mails, Deliver);
        await intake.IsDead(point);
        var before = await Recorded("intake.ticket-submitted.v1");
        await intake.Live();

        var again = await InPeaceThenAtOnce(mails, Deliver);

        answers.Count.ShouldBe(3);
        before.Count.ShouldBe(3);
        again.Count.ShouldBe(mails.Count);
        answers.Except(again).ShouldBeEmpty();
        var tickets = await Recorded("intake.ticket-submitted.v1");
        tickets.Order(StringComparer.Ordinal).ShouldBe(again.Order(StringComparer.Ordinal));
        foreach (var ticket in tickets)
        {
            var files = (await intake.System.Get("intake", $"/tickets/{ticket.Split(' ')[1]}/attachments")).Items;
            files.Select(file => file["name"]!.ToString()).ShouldBe(["log.txt"]);
        }

        Task<IReadOnlyList<string>> Recorded(string type) => intake.Log.List<string>(
            $"select concat_ws(' ', data ->> 'subject', substr(stream, 8), data ->> 'number') from events where type = '{type}' and data ->> 'subject' like '{run}-%'");
    }

    /// <summary>The answers that came before the end, and what was recorded then.</summary>
    private async Task<(IReadOnlyList<string> Answers, IReadOnlyList<string> Recorded)> KillAndRetry(
        string point, int n, KeyedRequests requests, IReadOnlyList<string> singles, IReadOnlyList<IReadOnlyList<string>> batches)
    {
        await intake.DieAt(point, n);
        var answers = await requests.Send(singles, batches);
        await intake.IsDead(point);
        var recorded = await requests.Recorded();
        await intake.Live();

        var again = await requests.Send(singles, batches);

        again.Count.ShouldBe(requests.First.Count + singles.Count + batches.Sum(batch => batch.Count));
        answers.Except(again).ShouldBeEmpty(); // what was told is told again
        (await requests.Recorded()).ShouldBe(again); // keys = tickets, and none of them is another than was told
        var numbers = await intake.Log.List<string>("select data ->> 'number' from events where type = 'intake.ticket-submitted.v1'");
        numbers.Distinct().Count().ShouldBe(numbers.Count);
        return (answers, recorded);
    }

    private async Task<string?> Deliver(string id)
    {
        var text = $"""
            From: Grace Hopper <{id}@demo.example>
            To: desk@servicedesk.example
            Subject: {id}
            Message-ID: <{id}@demo.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="m"

            --m
            Content-Type: text/plain

            It broke.
            --m
            Content-Type: text/plain
            Content-Disposition: attachment; filename="log.txt"

            {id}
            --m--

            """;
        var message = new ByteArrayContent(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));
        message.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        var reply = await intake.System.Send(HttpMethod.Post, "intake", "/channels/email", message);
        reply.Status.ShouldBeOneOf(200, 201);
        return $"{id} {reply.Text("id")} {reply.Text("number")}";
    }

    private static async Task<IReadOnlyList<string>> InPeaceThenAtOnce(IReadOnlyList<string> all, Func<string, Task<string?>> send)
    {
        var answers = new List<string?>();
        foreach (var one in all.Take(3)) answers.Add(await Try(one));
        answers.AddRange(await Task.WhenAll(all.Skip(3).Select(Try)));
        return [.. answers.OfType<string>()];

        async Task<string?> Try(string one)
        {
            try
            {
                return await send(one);
            }
            catch (Exception dead) when (dead is HttpRequestException or IOException)
            {
                return null; // it died, as it was meant to
            }
        }
    }
}
