using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class CategoryRulesTests
{
    private static readonly Dictionary<string, string> ticket = new()
    {
        ["subject"] = "三樓打印機卡紙", // traditional characters
        ["description"] = "The ＰＲＩＮＴＥＲ says: PC-LOAD letter!",
        ["kind"] = "incident",
        ["affectedSystem"] = "ERP  Prod",
        ["fields.building"] = "West",
    };

    [Theory]
    [InlineData("subject", "打印机", true)]
    [InlineData("subject", "卡纸", true)]
    [InlineData("subject", "printer", false)]
    [InlineData("description", "printer", true)]
    [InlineData("description", "print", false)]
    [InlineData("description", "printer says", true)]
    [InlineData("text", "打印机", true)]
    [InlineData("text", "pc-load", true)]
    [InlineData("text", "load", false)]
    [InlineData("kind", "incident", true)]
    [InlineData("kind", "incid", false)]
    [InlineData("affectedSystem", "erp prod", true)]
    [InlineData("fields.building", "west", true)]
    [InlineData("fields.room", "west", false)]
    [InlineData("requestType", "full", false)]
    public void A_condition_holds_by_whole_words_in_texts_and_by_equality_elsewhere(string field, string value, bool holds) =>
        (CategoryRules.First([Rule("one", "hardware", (field, [value]))], ticket) is not null).ShouldBe(holds);

    [Fact]
    public void One_of_the_values_is_enough_and_all_conditions_are_needed()
    {
        CategoryRules.First([Rule("one", "hardware", ("text", ["scanner", "打印机"]), ("kind", ["incident"]))], ticket)!.Id.ShouldBe("one");
        CategoryRules.First([Rule("one", "hardware", ("text", ["打印机"]), ("kind", ["request"]))], ticket).ShouldBeNull();
    }

    [Fact]
    public void The_first_rule_that_fits_decides() =>
        CategoryRules.First([Rule("no", "network", ("kind", ["request"])), Rule("yes", "software", ("kind", ["incident"])), Rule("late", "other", ("kind", ["incident"]))], ticket)!
            .Id.ShouldBe("yes");

    [Fact]
    public void A_rule_that_overrides_decides_also_behind_one_that_does_not()
    {
        CategoryRules.First([Rule("usual", "network", ("kind", ["incident"])), Rule("sure", "software", ("text", ["打印机"])) with { Overrides = true }], ticket)!.Id.ShouldBe("sure");
        CategoryRules.First([Rule("usual", "network", ("kind", ["incident"])), Rule("sure", "software", ("text", ["scanner"])) with { Overrides = true }], ticket)!.Id.ShouldBe("usual");
    }

    [Fact]
    public void A_rule_is_left_nothing_by_a_wider_one_that_is_asked_before_it()
    {
        var (narrow, wide) = (Rule("narrow", "software", ("text", ["printer driver"])), Rule("wide", "hardware", ("text", ["printer"])));

        CategoryRules.ShadowOf([wide, narrow], 1).ShouldBe(wide);
        CategoryRules.ShadowOf([narrow, wide], 0).ShouldBeNull();
        CategoryRules.ShadowOf([wide, narrow with { Overrides = true }], 1).ShouldBeNull();
        CategoryRules.ShadowOf([narrow, wide with { Overrides = true }], 0)!.Id.ShouldBe("wide");
    }

    [Fact]
    public void A_rule_that_asks_one_field_for_two_values_at_once_never_fits()
    {
        CategoryRules.Contradiction(Rule("one", "hardware", ("channel", ["email"]), ("channel", ["phone"]))).ShouldBe("channel");
        CategoryRules.Contradiction(Rule("one", "hardware", ("channel", ["email", "chat"]), ("channel", ["Chat"]))).ShouldBeNull();
        CategoryRules.Contradiction(Rule("one", "hardware", ("text", ["printer"]), ("text", ["paper"]))).ShouldBeNull();
    }

    [Fact]
    public void A_wider_rule_shadows_a_narrower_one_behind_it_and_no_other()
    {
        var wide = Rule("wide", "hardware", ("text", ["printer"]));

        CategoryRules.Shadows(wide, Rule("same", "software", ("text", ["Printer"]))).ShouldBeTrue();
        CategoryRules.Shadows(wide, Rule("longer", "software", ("text", ["printer driver"]))).ShouldBeTrue();
        CategoryRules.Shadows(wide, Rule("in-subject", "software", ("subject", ["printer"]))).ShouldBeTrue();
        CategoryRules.Shadows(wide, Rule("more", "software", ("text", ["printer"]), ("kind", ["incident"]))).ShouldBeTrue();
        CategoryRules.Shadows(wide, Rule("more-words", "software", ("text", ["printer", "driver"]))).ShouldBeFalse();
        CategoryRules.Shadows(wide, Rule("other", "software", ("text", ["blueprinter"]))).ShouldBeFalse();
        CategoryRules.Shadows(Rule("subject", "hardware", ("subject", ["printer"])), Rule("text", "software", ("text", ["printer"]))).ShouldBeFalse();
        CategoryRules.Shadows(Rule("k", "hardware", ("kind", ["incident", "request"])), Rule("i", "software", ("kind", ["incident"]))).ShouldBeTrue();
        CategoryRules.Shadows(Rule("i", "hardware", ("kind", ["incident"])), Rule("k", "software", ("kind", ["incident", "request"]))).ShouldBeFalse();
    }

    private static CategoryRule Rule(string id, string category, params (string Field, string[] Any)[] when) =>
        new(id, category, false, [.. when.Select(one => new CategoryCondition(one.Field, one.Any))]);
}
