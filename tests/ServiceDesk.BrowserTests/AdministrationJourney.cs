using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ServiceDesk.BrowserTests;

public sealed class AdministrationJourney(RunningDesk desk) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => desk.Leave();

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_policy_is_tried_on_last_month_and_a_stale_form_is_brought_together_with_what_another_saved(string language)
    {
        const string Other = "[name='policies[0].targets[1].response.warnings']";
        var (first, second) = (await desk.SignIn(language, "admin"), await desk.SignIn(language, "lead"));
        await first.GotoAsync("/administration");
        await first.ClickAsync(".tile[href='/administration/sla']");
        await second.GotoAsync("/administration/sla");

        // The second is quicker: the warnings of the first policy's first target are others now.
        var warning = 5 + (Guid.NewGuid().ToByteArray()[0] % 44);
        await Open(second, "policies[0]", "policies[0].targets[0]");
        var before = await second.InputValueAsync("[name='policies[0].targets[0].response.warnings']");
        await second.FillAsync("[name='policies[0].targets[0].response.warnings']", $"{warning}, 75");
        await Review(second);
        await Save(second);
        await Expect(second.Locator("#saved")).ToBeVisibleAsync();

        // The first changed the same and one more thing, and loses nothing of it.
        await Open(first, "policies[0]", "policies[0].targets[0]", "policies[0].targets[1]");
        var otherBefore = await first.InputValueAsync(Other);
        await first.FillAsync("[name='policies[0].targets[0].response.warnings']", "60, 90");
        await first.FillAsync(Other, "66");
        await Review(first);
        await Expect(first.Locator("#review .change-table").First).ToContainTextAsync("60, 90");
        await Expect(first.Locator("#preview")).ToBeVisibleAsync();
        await Save(first);
        await Expect(first.Locator("#conflict")).ToContainTextAsync(Words.In(language)["admin.change.found"]);
        await Expect(first.Locator("#conflict .table-warning")).ToContainTextAsync($"{warning}, 75");
        await Expect(first.Locator("#conflict .table-warning")).ToContainTextAsync("60, 90");
        await Open(first, "policies[0]", "policies[0].targets[0]", "policies[0].targets[1]");
        await Expect(first.Locator(Other)).ToHaveValueAsync("66");

        // It is put back as it was.
        await first.FillAsync(Other, otherBefore);
        await first.FillAsync("[name='policies[0].targets[0].response.warnings']", before);
        await Review(first);
        await Save(first);
        await Expect(first.Locator("#saved")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task What_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(string language)
    {
        var page = await desk.SignIn(language, "admin");
        await page.GotoAsync("/administration/escalation");
        var rules = page.Locator("[name^='rules['][name$='].id']");
        var count = await rules.CountAsync();
        await page.ClickAsync("button[value='add:rules']");
        await Expect(rules).ToHaveCountAsync(count + 1);
        await page.FillAsync($"[name='rules[{count}].id']", "Not An Id");
        await page.SelectOptionAsync($"[name='rules[{count}].trigger']", "hops");
        await page.FillAsync($"[name='rules[{count}].level']", "1");
        await Review(page);
        await Save(page);
        await Expect(page.Locator($"#f-rules-{count}-id-error")).ToBeVisibleAsync();
        await Expect(page.Locator($"#f-rules-{count}-hops-error")).ToBeVisibleAsync();
        await Expect(page.Locator($"[name='rules[{count}].id']")).ToHaveValueAsync("Not An Id");
    }

    [Theory]
    [InlineData("en-GB")]
    [InlineData("zh-CN")]
    public async Task A_key_is_shown_once_and_can_be_revoked(string language)
    {
        var page = await desk.SignIn(language, "admin");
        await page.GotoAsync("/administration/people");
        await page.ClickAsync("#register summary");
        var name = $"Robot {Guid.NewGuid():N}"[..20];
        await page.FillAsync("#name", name);
        await page.Locator("#register [name=roles][value=system]").CheckAsync();
        await page.ClickAsync("#register button[type=submit]");
        await Expect(page.Locator("h1")).ToHaveTextAsync(name);
        await page.ClickAsync("form[action$='/keys'] button");
        (await page.Locator("#secret").InputValueAsync()).ShouldStartWith("sdk_");
        await page.ClickAsync(".card-footer a");
        await page.ClickAsync("form[action$='/revoke'] button");
        await Expect(page.Locator("#keys")).ToContainTextAsync(Words.In(language)["admin.keys.revoked"]);
    }

    [Fact]
    public async Task An_inbound_webhook_is_defined_and_tried_before_anything_is_sent()
    {
        var page = await desk.SignIn("en-GB", "admin");
        var name = $"probe-{Guid.NewGuid():N}"[..20];
        await page.GotoAsync("/administration/sources");
        await page.ClickAsync(".admin-add");
        await page.FillAsync("#new-id", name);
        await page.SelectOptionAsync("[name=verification]", "standard-webhooks");
        foreach (var (place, field, from, value) in ((int, string, string, string)[])[(0, "kind", "constant", "incident"), (1, "subject", "template", "{/host} {/check}"), (2, "requester.name", "pointer", "/host")])
        {
            await page.ClickAsync("button[value='add:sources']");
            await page.FillAsync($"[name='sources[{place}].field']", field);
            await page.SelectOptionAsync($"[name='sources[{place}].from']", from);
            await page.FillAsync($"[name='sources[{place}].value']", value);
        }
        await Review(page);
        await Save(page);
        await Expect(page.Locator("#secret")).Not.ToBeEmptyAsync();
        await page.ClickAsync(".card-footer a");
        await Expect(page.Locator("[name='sources[1].value']")).ToHaveValueAsync("{/host} {/check}");

        await page.ClickAsync("a[href$='/try']");
        await page.FillAsync("#message", "not JSON");
        await page.ClickAsync("form[action$='/try'] button[type=submit]");
        await Expect(page.Locator("#message-error")).ToBeVisibleAsync();
        await page.FillAsync("#message", """{"host":"db1","check":"disk full"}""");
        await page.ClickAsync("form[action$='/try'] button[type=submit]");
        await Expect(page.Locator("#tried")).ToContainTextAsync("db1 disk full");
    }

    [Fact]
    public async Task A_file_is_imported_and_its_wrong_lines_are_named_though_the_person_leaves_and_comes_back()
    {
        var page = await desk.SignIn("en-GB", "admin");
        var id = $"printer-{Guid.NewGuid():N}"[..20];
        await page.GotoAsync("/administration/imports");
        await page.SelectOptionAsync("#kind", "systems");
        await Expect(page.Locator("#source")).ToBeHiddenAsync();
        await page.SetInputFilesAsync("#file", new FilePayload { Name = "系统.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes($"id,nameEn,category\n{id},Printer,hardware\nNot An Id,Printer,hardware\n") });
        await page.ClickAsync(".import-form button[type=submit]");
        await Expect(page.Locator("#refused-lines tbody th")).ToHaveTextAsync("3");
        await page.GotoAsync("/administration/imports");
        await page.ClickAsync(".admin-row:has-text('系统.csv')");
        await Expect(page.Locator("#import-rows")).ToHaveTextAsync("2 of 2");
        await Expect(page.Locator("#import-accepted")).ToContainTextAsync("1");
        await page.GotoAsync($"/administration/systems/{id}");
        await Expect(page.Locator("[name=nameEn]")).ToHaveValueAsync("Printer");
    }

    [Fact]
    public async Task A_recurring_ticket_is_planned_paused_and_ended()
    {
        var page = await desk.SignIn("en-GB", "lead", "admin");
        var subject = $"Check the backup {Guid.NewGuid():N}"[..26];
        await page.GotoAsync("/administration/recurring/new");
        await page.FillAsync("#new-id", $"backup-{Guid.NewGuid():N}"[..20]);
        await page.FillAsync("[name=cron]", "every day");
        await page.FillAsync("[name=zone]", "Asia/Shanghai");
        await page.SelectOptionAsync("[name='ticket.kind']", "request");
        await page.FillAsync("[name='ticket.subject']", subject);
        await page.FillAsync("[name='ticket.requester.name']", "Duty desk");
        await page.SelectOptionAsync("[name='ticket.requester.organization']", new SelectOptionValue { Index = 1 });
        await Review(page);
        await Save(page);
        await Expect(page.Locator("#f-cron-error")).ToBeVisibleAsync();
        await page.FillAsync("[name=cron]", "0 3 1 1 *");
        await Review(page);
        await Save(page);
        await Expect(page.Locator("#saved")).ToBeVisibleAsync();

        await page.GotoAsync("/administration/recurring");
        var card = page.Locator(".recurring > .card", new() { HasText = subject });
        await Expect(card.Locator(".recurring-next dd")).ToHaveCountAsync(3);
        await card.Locator("[name=until]").FillAsync($"{DateTime.UtcNow.Year + 2}-06-01T00:00");
        await card.Locator(".recurring-pause button").ClickAsync();
        await Expect(card.Locator(".badge")).ToBeVisibleAsync();
        await card.Locator("form[action$='/end'] button").ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_requester_is_added_once_and_changed_where_somebody_else_has_not()
    {
        var page = await desk.SignIn("en-GB", "lead", "admin");
        var name = $"Wang {Guid.NewGuid():N}"[..16];
        var email = $"{Guid.NewGuid():N}@example.org";
        await Add(name);
        await Expect(page.Locator("h1")).ToContainTextAsync(name);
        await page.FillAsync("[name=location]", "Room 12");
        await Review(page);
        await Save(page);
        await Expect(page.Locator("#saved")).ToBeVisibleAsync();

        // The same address once more would change whoever has it.
        await Add("Somebody else");
        await Expect(page.Locator(".alert-danger")).ToBeVisibleAsync();
        await Expect(page.Locator("[name=name]")).ToHaveValueAsync("Somebody else");
        await page.GotoAsync($"/administration/requesters?q={email}");
        await Expect(page.Locator(".admin-row")).ToHaveCountAsync(1);
        await Expect(page.Locator(".admin-row")).ToContainTextAsync(name);

        async Task Add(string called)
        {
            await page.GotoAsync("/administration/requesters/new");
            await page.FillAsync("[name=name]", called);
            await page.SelectOptionAsync("[name=organization]", new SelectOptionValue { Index = 1 });
            await page.FillAsync("[name=emails]", email);
            await Review(page);
            await Save(page);
        }
    }

    private static async Task Open(IPage page, params string[] paths)
    {
        foreach (var path in paths)
        {
            var item = page.Locator($"details.doc-item:has(> .doc-item-body [name^='{path}.'])").Last;
            await page.EvalOnSelectorAllAsync($"details.doc-item:has([name^='{path}.'])", "items => items.forEach(item => item.open = true)");
            await Expect(item).ToHaveAttributeAsync("open", "");
        }
    }

    private static async Task Review(IPage page)
    {
        await page.ClickAsync(".document-foot button[value=review]");
        await Expect(page.Locator("#review")).ToBeVisibleAsync();
    }

    private static Task Save(IPage page) => page.ClickAsync("#review button[value=save]");
}
