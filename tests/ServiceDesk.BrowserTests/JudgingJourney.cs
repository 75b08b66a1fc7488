using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

/// <summary>What was submitted is judged, corrected and talked about.</summary>
public sealed class JudgingJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("zh-CN")]
    public async Task A_lead_classifies_grades_records_a_visit_and_makes_the_ticket_confidential(string language)
    {
        var words = Words.In(language);
        var ticket = await (await desk.SignIn(language, "requester")).Submit($"The badge opens no door 门禁卡失灵 {Guid.NewGuid():N}");
        var lead = await desk.SignIn(language, "lead");
        await lead.Until(ticket, "#judgements, #routing");

        // Who knows better than the desk says why.
        await lead.Write("classify");
        var chosen = await lead.InputValueAsync("#classify-category") == "other" ? "account" : "other";
        await lead.SelectOptionAsync("#classify-category", chosen);
        await lead.ClickAsync("#action-classify button[type=submit]");
        await Expect(lead.Locator("#classify-reason-error")).ToBeVisibleAsync();
        await Expect(lead.Locator("#classify-category")).ToHaveValueAsync(chosen);
        await lead.Act("classify", ("reason", "The reader hangs on that switch. 读卡器接在该交换机上。"));
        await Expect(lead.Locator(".facts")).ToContainTextAsync(words[$"category.{chosen}"]);

        await lead.Write("grade", ("reason", "Nobody gets in. 所有人都进不来。"));
        await lead.SelectOptionAsync("#grade-impact", "organization");
        await lead.SelectOptionAsync("#grade-urgency", "high");
        await Expect(lead.Locator("[data-cell='organization high normal']")).ToHaveClassAsync("chosen");
        var priority = (await lead.Locator("[data-cell='organization high normal']").InnerTextAsync()).Trim();
        await lead.ClickAsync("#action-grade button[type=submit]");
        await Expect(lead.Locator("#judgements")).ToContainTextAsync("所有人都进不来");
        await Expect(lead.Locator(".ticket-badges")).ToContainTextAsync(words["priority." + priority.ToLowerInvariant()]);

        await lead.Write("contacts", ("transcript", "We stood at the door. 到现场查看了门禁。"));
        await lead.SelectOptionAsync("#contacts-channel", "in-person");
        await lead.SelectOptionAsync("#contacts-direction", "outgoing");
        await lead.ClickAsync("#action-contacts button[type=submit]");
        await Expect(lead.Locator("#entries [data-kind=contact]")).ToContainTextAsync(words["through.in-person"]);

        await lead.Act("confidential", ("reason", "It names people. 涉及人员信息。"));
        await Expect(lead.Locator(".ticket-badges")).ToContainTextAsync(words["confidential"]);

        var auditor = await desk.SignIn(language, "auditor");
        await auditor.Until("/audit" + ticket, "#timeline [data-type='intake.ticket-confidentiality-changed.v1']");
        await Expect(auditor.Locator("#timeline [data-type='routing.ticket-graded.v1']").First).ToContainTextAsync(words["impact.organization"]);
        await Expect(auditor.Locator("#timeline [data-type='intake.contact-recorded.v1']")).ToContainTextAsync(words["through.in-person"]);
    }

    [Theory]
    [InlineData("en-GB")]
    public async Task A_correction_keeps_the_original_and_overwrites_no_other(string language)
    {
        var words = Words.In(language);
        var subject = $"The lamp in room 7 flickers 灯闪烁 {Guid.NewGuid():N}";
        var requester = await desk.SignIn(language, "requester");
        var ticket = await requester.Submit(subject);
        var agent = await desk.SignIn(language, "agent");
        await agent.GotoAsync(ticket);
        await agent.StandsStill();
        await agent.Write("correct", ("values.subject", subject + " (room 17)"));

        await requester.Act("correct", ("values.subject", subject + " (room 71)"));
        await Expect(requester.Locator("h1")).ToHaveTextAsync(subject + " (room 71)");
        await Expect(requester.Locator(".ticket-heading .original")).ToContainTextAsync(subject);
        await Expect(requester.Locator("#entries [data-kind=correction]")).ToContainTextAsync("(room 71)");

        await agent.ClickAsync("#action-correct button[type=submit]");
        await Expect(agent.Locator("#action-correct .invalid-feedback")).ToContainTextAsync(words["wrong.changed-meanwhile"][1..]);
        await Expect(agent.Locator("[name='values.subject']")).ToHaveValueAsync(subject + " (room 17)");
        await agent.ClickAsync("#action-correct button[type=submit]");
        await Expect(agent.Locator("h1")).ToHaveTextAsync(subject + " (room 17)");

        // Who reports it once more is told before sending it.
        await requester.GotoAsync("/tickets/new");
        await requester.FillAsync("#subject", subject + " (room 17)");
        await requester.FillAsync("#description", "Since this morning. 从今天早上开始。");
        await Expect(requester.Locator($"#like a[href='{ticket}']")).ToBeVisibleAsync();
    }
}
