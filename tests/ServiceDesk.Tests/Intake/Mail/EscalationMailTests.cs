using Microsoft.Extensions.Configuration;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Intake.Mail;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

public class EscalationMailTests
{
    private static readonly MailSettings settings = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("Mail:Address", "desk@desk.example"), new("Mail:MostPerTicketAndHour", "2"), new("Mail:Portal", "https://desk.example")]).Build(),
        Convert.ToBase64String(new byte[32]));

    private static readonly Intake.Ticket ticket = DeciderSpec<Intake.Ticket>.Given(Submitted with { Language = "zh" }).State;
    private static readonly PersonRegistered lead = new("lead", "Lea", "lea@desk.example", null, [Roles.Lead]);
    private static readonly PersonRegistered boss = lead with { Person = "boss", Name = "Bo", Email = "bo@desk.example" };

    private static readonly EscalationRaised raised = new(
        1, "unrouted", 1, EscalationTrigger.Unrouted, "no-skill/2026-03-02", 1, "lead", "INC-000123", "acme", Grace.Id, Priority.P1, "first-line", null, null, null, null, At(5), At(5));

    [Fact]
    public void Whoever_an_escalation_is_for_hears_of_it_in_a_known_language()
    {
        var mail = Mail(raised, lead, "en");

        (mail.Template, mail.Language, mail.To, mail.ToName, mail.Requester, mail.Escalation, mail.InReplyTo).ShouldBe(("escalation", "en", "lea@desk.example", "Lea", "lead", 1, null));
        mail.Subject.ShouldContain("INC-000123");
        foreach (var part in (string[])["Hello Lea", "priority P1", "Nobody of the team has the skills", "https://desk.example/tickets/"]) mail.Body.ShouldContain(part);
        mail.Body.ShouldNotContain("No network"); // what the requester wrote is read in the ticket
        (mail.MessageId, mail.SendFrom).ShouldBe(("routing-7@desk.example", null));
    }

    [Fact]
    public void Without_a_known_language_it_is_that_of_the_ticket() => Mail(raised, lead, null).Body.ShouldContain("团队中无人具备所需技能。");

    [Fact]
    public void Nobody_is_disturbed_before_it_may_be_told() => Mail(raised with { NotifyAt = At(600) }, lead, "en").SendFrom.ShouldBe(At(600));

    [Fact]
    public void Whom_it_is_passed_on_to_hears_of_it_and_who_was_told_hears_that_somebody_else_takes_care()
    {
        Mail(new EscalationPassedOn(1, "lead", "boss", Grace.Id, "Too big", At(6)), boss, "en").Body.ShouldContain("Ada passed the escalation of the ticket INC-000123 on to you");

        var told = Mail(raised, lead, "en");
        Mail(new EscalationAcknowledged(1, "boss", Grace.Id, null, At(7)), lead, "en", told).Body.ShouldContain("Ada takes care of the escalation");
        Written(new EscalationAcknowledged(1, "lead", Grace.Id, null, At(7)), lead, "en", told).ShouldBeEmpty();
        Written(new EscalationAcknowledged(2, "boss", Grace.Id, null, At(7)), lead, "en", told).ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_is_written_to_without_an_address_or_of_what_is_no_news_or_too_often()
    {
        Written(raised, lead with { Email = null }, "en").ShouldBeEmpty();
        Written(raised, boss, "en").ShouldBeEmpty();
        var (one, two) = (Mail(raised, lead, "en"), Mail(raised with { Escalation = 2 }, lead, "en"));
        Written(raised with { Escalation = 3 }, lead, "en", one, two).Single().ShouldBeOfType<MailSuppressed>();
        News(raised).Decide(TicketMails.Initial, ticket, lead, "en", MailTemplateBook.Initial, settings, "Ada", At(5) + Duration.FromHours(25)).ShouldBe(Decision.Nothing);
    }

    [Fact]
    public void A_mail_to_the_desk_stands_in_no_thread_with_the_requester()
    {
        var told = Mail(raised, lead, "en");
        var toRequester = new WriteMail(new ResponseGiven(Ada.Id, Grace.Id, "We look", At(6)), "resolution/9", At(6), At(6))
            .Decide(DeciderSpec<TicketMails>.Given(told, told with { MessageId = "b" }).State, ticket, MailTemplateBook.Initial, settings, At(6));

        toRequester.ShouldBeOfType<Decision.Accepted>().Events.Single().ShouldBeOfType<MailQueued>().InReplyTo.ShouldBeNull();
    }

    private static EscalationMail News(object happened) => new(happened, "routing/7", At(5), At(5)) { Page = settings.PageOf(Guid.Empty) };

    private static IReadOnlyList<object> Written(object happened, PersonRegistered person, string? language, params object[] before) => News(happened)
        .Decide(DeciderSpec<TicketMails>.Given(before).State, ticket, person, language, MailTemplateBook.Initial, settings, "Ada", At(8)) is Decision.Accepted accepted ? accepted.Events : [];

    private static MailQueued Mail(object happened, PersonRegistered person, string? language, params object[] before) =>
        Written(happened, person, language, before).Single().ShouldBeOfType<MailQueued>();
}
