using ServiceDesk.Analytics.Audit;

namespace ServiceDesk.Tests;

public class EntryContentTests
{
    [Fact]
    public void Words_of_people_are_found_and_codes_are_not()
    {
        var tokens = Tokens("""{"subject":"Printer jammed","reason":"打印机卡纸","team":"first-line","agent":"person-ada","values":{"description":"Third floor"}}""");
        tokens.ShouldContain("printer");
        tokens.ShouldContain("卡纸");
        tokens.ShouldContain("floor");
        tokens.ShouldNotContain("first");
        tokens.ShouldNotContain("ada");
        tokens.ShouldBe(tokens.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Words_are_found_in_what_people_filled_in_however_it_is_nested_and_not_too_deep()
    {
        var tokens = Tokens("""{"fields":["Alpha",{"colour":"Beta"},["Gamma"]],"steps":[{"text":"Delta"}],"answers":{"first":{"comment":"Epsilon","deep":{"note":"Zeta"}}}}""");
        tokens.ShouldBe(["alpha", "beta", "epsilon", "gamma"]);
    }

    [Fact]
    public void Whatever_holds_words_may_hold_them_and_a_bare_entry_may_not()
    {
        EntryContent.MaySay("""{"answers": {"first": {"comment": "Epsilon"}}}""").ShouldBeTrue();
        EntryContent.MaySay("""{"by": "person-ada", "at": "2026-03-01T00:00:00Z", "comments": 3}""").ShouldBeFalse();
        Tokens("""{"by":"person-ada","at":"2026-03-01T00:00:00Z"}""").ShouldBeEmpty();
    }

    [Fact]
    public void The_ticket_and_the_organisation_that_are_named_are_those_of_the_entry_itself()
    {
        var ticket = Guid.Parse("018f0000-0000-7000-8000-000000000001");
        var content = EntryContent.Read($$"""{"organization":"acme","ticket":"{{ticket}}","case":{"organization":"demo","ticket":"018f0000-0000-7000-8000-000000000002"} }""");
        (content.Ticket, content.Organization).ShouldBe((ticket, "acme"));
        var none = EntryContent.Read("""{"organization":null,"ticket":"INC-7"}""");
        (none.Ticket, none.Organization).ShouldBe((null, null));
    }

    private static string[] Tokens(string json) => EntryContent.Read(json).Tokens();
}
