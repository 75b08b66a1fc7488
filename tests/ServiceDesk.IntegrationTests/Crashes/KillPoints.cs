using System.Net.Http.Headers;
using System.Net.Sockets;
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
    [InlineData(CrashPoint.GroupTaken)]
    [InlineData(CrashPoint.AppendCalled)]
    public async Task What_dies_before_it_is_recorded_is_recorded_once_by_the_retry(string point)
    {
        var requests = new KeyedRequests(intake);
        var (answers, recorded) = await KillAndRetry(point, Fourth, requests, requests.Singles, requests.Batches);
        answers.Count.ShouldBeInRange(1, 3); // appends of the service's own start count too
        recorded.ShouldBe(answers);
    }

    [Theory]
    [InlineData(CrashPoint.AppendReturned, Fourth)]
    [InlineData(CrashPoint.ResultTold, Fourth)]
    [InlineData(CrashPoint.AnswerBegun, Fourth)]
    [InlineData(CrashPoint.AnswerWritten, Fourth)]
    [InlineData(CrashPoint.LineAnswered, InTheSecondHalves)]
    public async Task What_dies_recorded_but_not_answered_is_answered_by_the_retry(string point, int n)
    {
        var requests = new KeyedRequests(intake);
        var (answers, recorded) = await KillAndRetry(point, n, requests, requests.Singles, requests.Batches);
        answers.ShouldNotBeEmpty();
        recorded.Except(answers).ShouldNotBeEmpty();
        if (point == CrashPoint.LineAnswered) answers.ShouldContain(answer => answer.Contains(" line "));
    }

    [Theory]
    [InlineData(CrashPoint.AppendQueued)]
    [InlineData(CrashPoint.AnswerSent)]
    public async Task What_dies_recorded_or_not_is_one_ticket_after_the_retry(string point)
    {
        var requests = new KeyedRequests(intake);
        var (answers, _) = await KillAndRetry(point, Fourth, requests, requests.Singles, requests.Batches);
        answers.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_body_that_was_read_and_nothing_more_is_no_ticket_before_the_retry()
    {
        var requests = new KeyedRequests(intake);
        var (answers, recorded) = await KillAndRetry(CrashPoint.BodyRead, Fourth, requests, requests.Singles, []);
        answers.Count.ShouldBe(3);
        recorded.ShouldBe(answers);
    }

    [Fact]
    public async Task A_batch_that_dies_between_two_of_its_lines_is_completed_by_the_retry()
    {
        var requests = new KeyedRequests(intake);
        var (answers, recorded) = await KillAndRetry(CrashPoint.LineRead, InTheSecondHalves, requests, [], requests.Batches);
        answers.Count.ShouldBeGreaterThanOrEqualTo(3);
        recorded.Count(one => one.Contains(" line ")).ShouldBeInRange(8, 9);
    }

    [Theory]
    [InlineData(CrashPoint.MailRead, false)]
    [InlineData(CrashPoint.FileKept, false)]
    [InlineData(CrashPoint.NumberTaken, false)]
    [InlineData(CrashPoint.ResultTold, true)]
    public async Task A_mail_that_is_delivered_again_is_one_ticket_with_one_file(string point, bool isRecorded)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        var mails = Enumerable.Range(0, 7).Select(n => $"{run}-{n}").ToList();
        await intake.DieAt(point, Fourth);
        var answers = await InPeaceThenAtOnce(mails, Deliver);
        await intake.IsDead(point);
        var before = await Recorded("intake.ticket-submitted.v1");
        await intake.Live();

        var again = await InPeaceThenAtOnce(mails, Deliver);

        answers.Count.ShouldBeInRange(1, 3);
        (before.Count > answers.Count).ShouldBe(isRecorded);
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

    [Theory]
    [InlineData(CrashPoint.FileKept, false)]
    [InlineData(CrashPoint.AppendCalled, false)]
    [InlineData(CrashPoint.ResultTold, true)]
    public async Task A_file_that_is_sent_again_is_one_attachment(string point, bool isRecorded)
    {
        await intake.Live();
        var ticket = (await intake.System.PostText("intake", "/tickets", """{"kind":"incident","subject":"files","requester":{"name":"x","organization":"demo"}}""")).Text("id");
        var run = Guid.NewGuid().ToString("N")[..8];
        var files = Enumerable.Range(0, 7).Select(n => $"{run}-{n}").ToList();
        await intake.DieAt(point, Fourth);
        var answers = await InPeaceThenAtOnce(files, Attach);
        await intake.IsDead(point);
        var before = await Recorded();
        await intake.Live();

        var again = await InPeaceThenAtOnce(files, Attach);

        answers.Count.ShouldBeInRange(1, 3);
        (before > answers.Count).ShouldBe(isRecorded);
        answers.Except(again).ShouldBeEmpty();
        (await Recorded()).ShouldBe(files.Count);
        var attachments = (await intake.System.Get("intake", $"/tickets/{ticket}/attachments")).Items;
        attachments.Select(file => file["name"]!.ToString()).Order(StringComparer.Ordinal).ShouldBe(files);
        foreach (var file in attachments) (await intake.System.Get("intake", $"/tickets/{ticket}/attachments/{file["id"]}")).Body.ShouldBe(file["name"]!.ToString());

        Task<long> Recorded() => intake.Log.Ask<long>($"select count(*) from events where type = 'intake.attachment-added.v1' and stream = 'ticket-{ticket}'");

        async Task<string?> Attach(string file)
        {
            var reply = await intake.System.Sending(("Idempotency-Key", file)).Send(HttpMethod.Post, "intake", $"/tickets/{ticket}/attachments?name={file}", new StringContent(file));
            reply.Status.ShouldBe(201, reply.Body);
            return reply.Body;
        }
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
            catch (Exception dead) when (dead is HttpRequestException or IOException or SocketException)
            {
                return null; // it died, as it was meant to
            }
        }
    }
}
