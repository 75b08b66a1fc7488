using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Intake;
using static ServiceDesk.Tests.DeciderSpec<ServiceDesk.Intake.Ticket>;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class MessageTests
{
    private static readonly Guid merged = new("0197f0a0-0000-7000-8000-000000000009");
    private static readonly MessageReceived message = new(Grace.Id, Grace.Id, "Still dark", "portal", "<1@acme.example>", [], At(5));

    private static readonly AttachmentAdded attachment = new(
        "0197f0a0-0000-7000-8000-00000000000a", Grace.Id, Grace.Id, "dark.png", "image/png", 7, new string('0', 64), "clean", At(2));

    [Fact]
    public void What_the_requester_says_is_recorded() => Given(Submitted).When(Saying(Grace)).Then(message);

    [Fact]
    public void The_same_message_is_recorded_once() => Given(Submitted, message).When(Saying(Grace)).ThenNothing();

    [Fact]
    public void Messages_without_an_id_are_all_recorded() => Given(Submitted, message with { MessageId = null })
        .When(ticket => new ReceiveMessage("Still dark", null, null, [], null).Decide(ticket, Grace, At(5)))
        .Then(message with { MessageId = null });

    [Fact]
    public void The_channel_of_who_does_not_come_by_a_page_is_the_api() => Given(Submitted).When(Saying(Ada)).Then(message with { By = Ada.Id, Channel = "api" });

    [Fact]
    public void A_message_names_attachments_of_the_ticket_only() => Given(Submitted, attachment)
        .When(ticket => new ReceiveMessage("See", null, null, [attachment.Attachment, merged.ToString()], null).Decide(ticket, Grace, At(5)))
        .ThenInvalid("attachments");

    [Fact]
    public void A_message_brings_its_attachments() => Given(Submitted, attachment)
        .When(ticket => new ReceiveMessage("See", "email", null, [attachment.Attachment], null).Decide(ticket, Grace, At(5)))
        .Then(new MessageReceived(Grace.Id, Grace.Id, "See", "email", null, [attachment.Attachment], At(5)));

    [Theory]
    [InlineData(TicketEnd.Withdrawn)]
    [InlineData(TicketEnd.Invalid)]
    [InlineData(TicketEnd.Merged)]
    public void Words_about_an_ended_ticket_are_kept_and_do_not_open_it(object end)
    {
        object ended = end switch
        {
            TicketEnd.Withdrawn => new TicketWithdrawn(Grace.Id, Grace.Id, null, At(3)),
            TicketEnd.Invalid => new TicketInvalidated(Ada.Id, Grace.Id, "Spam", At(3)),
            _ => new TicketMerged(Ada.Id, merged, "INC-000100", Grace.Id, null, At(3)),
        };

        Given(Submitted, ended).When(Saying(Grace)).Then(message);
        Given(Submitted, ended, message).State.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void The_ticket_that_goes_on_gets_the_message_of_a_merged_one_and_tells_where_it_was_written() => Messages.For(Given(Submitted).State, merged, "INC-000100", message)
        .ShouldBe(message with { From = merged, FromNumber = "INC-000100" });

    [Fact]
    public void A_message_that_reached_the_ticket_that_goes_on_itself_is_not_passed_on() =>
        Messages.For(Given(Submitted, message).State, merged, "INC-000100", message).ShouldBeNull();

    [Fact]
    public void A_requester_reads_the_own_words_of_a_ticket_and_not_those_of_others_about_the_same()
    {
        var others = message with { Requester = "person-bob", By = "person-bob", From = merged, FromNumber = "INC-000100", Text = "Mine too" };
        object[] history = [Submitted, message, others];
        RecordedEvent[] events = [.. history.Select((body, index) => Recorded(body, index + 1))];

        TicketView.Of(Guid.Empty, events, Submitted, Grace, id => id).Messages.Select(one => one.Text).ShouldBe(["Still dark"]);
        TicketView.Of(Guid.Empty, events, Submitted, Ada, id => id).Messages.Select(one => (one.Text, one.FromNumber)).ShouldBe([("Still dark", null), ("Mine too", "INC-000100")]);
    }

    [Fact]
    public void A_message_has_a_text_and_a_channel_is_a_word() =>
        Sent.Refusal<ReceiveMessage>("""{"text":" ","channel":"Telephone!","attachments":"x","messageId":7}""").ShouldRefuse(422, "attachments", "channel", "messageId", "text");

    private static Func<Ticket, Decision> Saying(Actor by) =>
        ticket => TicketCommand.Decide(ticket, new ReceiveMessage("Still dark", null, "<1@acme.example>", [], null), by, At(5));
}
