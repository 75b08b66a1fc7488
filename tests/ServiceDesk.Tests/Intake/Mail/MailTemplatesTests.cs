using ServiceDesk.Intake.Mail;

namespace ServiceDesk.Tests;

public class MailTemplatesTests
{
    private static readonly Dictionary<string, string> values = new()
    {
        ["name"] = "Grace",
        ["number"] = "INC-000123",
        ["subject"] = "Printer",
        ["message"] = "m",
        ["question"] = "q",
        ["plan"] = "p",
        ["solution"] = "s",
        ["why"] = "It is solved.",
        ["link"] = "https://desk.example.org/s/1",
        ["fields"] = "impact",
        ["reason"] = "r",
        ["workaround"] = "w",
        ["priority"] = "P1",
        ["by"] = "Ada",
        ["schedule"] = "sla-monthly",
        ["report"] = "sla",
        ["from"] = "2026-01-01",
        ["to"] = "2026-01-31",
        ["zone"] = "Asia/Shanghai",
        ["id"] = "sla@1:1:x",
    };

    [Fact]
    public void Every_text_is_there_in_both_languages() => MailTemplates.Shipped.Select(one => (one.Name, one.Language)).ShouldBe(
        from name in (string[])["acknowledgement", "progress", "question", "plan", "solution", "closed", "survey", "incomplete", "invalid", "workaround", "escalation", "escalation-passed-on", "escalation-acknowledged", "report"]
        from language in (string[])["zh-CN", "en"]
        select (name, language), ignoreOrder: true);

    [Fact]
    public void No_text_has_a_place_that_nobody_fills()
    {
        foreach (var template in MailTemplates.Shipped)
        {
            template.Unknown().ShouldBeEmpty($"{template.Name} {template.Language}");
            template.Version.ShouldBeGreaterThan(0);
            var mail = template.Render(values);
            (mail.Subject + mail.Body).ShouldNotContain("{{");
            mail.Body.ShouldContain("Grace");
        }
    }

    [Fact]
    public void Both_languages_say_the_same_things()
    {
        foreach (var pair in MailTemplates.Shipped.GroupBy(one => one.Name))
        {
            Used(pair.First()).ShouldBe(Used(pair.Last()), pair.Key);
        }

        static IEnumerable<string> Used(MailTemplate template) => values.Keys.Where(place => template.Body.Contains($"{{{{{place}}}}}"));
    }

    [Theory]
    [InlineData("zh", "zh-CN")]
    [InlineData("en", "en")]
    [InlineData(null, "en")]
    public void The_language_of_the_mail_chooses_the_text(string? language, string expected) =>
        MailTemplates.Find("acknowledgement", language).Language.ShouldBe(expected);

    [Theory]
    [InlineData("{{nubmer}}", "nubmer")]
    [InlineData("{{ number }}", " number ")]
    [InlineData("{{question}}", "question")]
    [InlineData("{{number", "{{")]
    [InlineData("number}}", "{{")]
    [InlineData("{{number}}", null)]
    public void An_edited_text_is_told_what_is_wrong_in_it(string body, string? unknown) =>
        new MailTemplate("acknowledgement", 2, "en", "x", body).Unknown().ShouldBe(unknown is null ? [] : [unknown]);

    [Fact]
    public void A_missing_value_is_an_error() =>
        Should.Throw<ArgumentException>(() => new MailTemplate("acknowledgement", 2, "en", "x", "{{nubmer}}").Render(values)).Message.ShouldContain("{{nubmer}}");

    [Fact]
    public void Values_go_in_as_they_are_and_no_value_is_looked_into()
    {
        var hostile = new Dictionary<string, string>(values) { ["name"] = "{{number}} <b>&$1\\", ["subject"] = "x\r\nBcc: victim@acme.example" };

        var mail = new MailTemplate("acknowledgement", 1, "en", "Re: {{subject}}", "{{name}}").Render(hostile);

        mail.ShouldBe(new RenderedMail("Re: x Bcc: victim@acme.example", "{{number}} <b>&$1\\"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("version: 1\n\nbody")]
    [InlineData("subject: x\nversion: 1\n\nbody")]
    [InlineData("version: 1\nsubject: x\nbody\n")]
    public void A_file_without_its_head_is_no_template(string text) => Should.Throw<FormatException>(() => MailTemplates.Parse("closed", "en", text));
}
