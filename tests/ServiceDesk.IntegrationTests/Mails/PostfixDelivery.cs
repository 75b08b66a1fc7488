using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using ServiceDesk.Dev;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>The way of a real mail: SMTP to Postfix, through its pipe into the desk, and the desk's answer through Postfix to the sender's server.</summary>
public sealed class PostfixDelivery
{
    private const string sender = "grace@demo.example";

    [Fact]
    public async Task A_mail_to_Postfix_becomes_a_ticket_and_its_acknowledgement_and_the_answer_to_it_find_their_way()
    {
        if (Postfix.WhyNot is { } reason) Assert.Skip(reason);
        await using var sink = new SmtpSink();
        await using var postfix = new Postfix();
        await using var desk = await PostOffice.Start(postfix.Port, ["intake"]);
        await postfix.Start(Path.Combine(ServiceDeskOptions.FromEnvironment().Repository, "deploy", "mail-to-desk.sh"), desk["intake"].Url, desk.Accounts.Key("system"), sink.Port);
        var agent = new Caller(desk, desk.Accounts.Key("agent"));

        var first = Message("desk@servicedesk.example", "Printer", "It smokes.");
        await Send(postfix, first);
        var acknowledged = await Arrival(sink, postfix, 1);

        acknowledged.InReplyTo.ShouldBe(first.MessageId);
        var ticket = (await Events(agent)).Single(one => one["type"]!.ToString() == "intake.ticket-submitted.v1");
        ticket["data"]!["email"]!.ToString().ShouldBe(sender);

        var answer = Message(acknowledged.ReplyTo.Mailboxes.Single().Address, $"Re: {acknowledged.Subject}", "Now it burns.");
        answer.InReplyTo = acknowledged.MessageId;
        await Send(postfix, answer);

        await Eventually.Holds(async () => (await Events(agent)).Any(one => one["type"]!.ToString() == "intake.message-received.v1"), "the answer reaches the ticket");
        var events = await Events(agent);
        events.Single(one => one["type"]!.ToString() == "intake.message-received.v1")["subject"]!.ToString().ShouldBe(ticket["subject"]!.ToString());
        events.Count(one => one["type"]!.ToString() == "intake.ticket-submitted.v1").ShouldBe(1);
    }

    private static async Task<MimeMessage> Arrival(SmtpSink sink, Postfix postfix, int number)
    {
        try
        {
            return await sink.Next(sender, number);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Nothing arrived. Postfix says:\n{postfix.Log}");
        }
    }

    private static MimeMessage Message(string to, string subject, string text)
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = text }, MessageId = $"{Guid.NewGuid():N}@demo.example" };
        message.From.Add(new MailboxAddress("Grace Hopper", sender));
        message.To.Add(new MailboxAddress("", to));
        return message;
    }

    private static async Task Send(Postfix postfix, MimeMessage message)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", postfix.Port, SecureSocketOptions.None, TestContext.Current.CancellationToken);
        await client.SendAsync(message, TestContext.Current.CancellationToken);
        await client.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);
    }

    private static async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> Events(Caller agent) =>
        [.. (await new Caller(agent.Desk, agent.Desk.BootstrapKey).Get("intake", "/events?limit=1000")).Json.AsArray().Select(one => one!)];
}
