using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class CatalogueTests
{
    [Theory]
    [InlineData("network", "network")]
    [InlineData(" Network\t", "network")]
    [InlineData("HARDWARE", "hardware")]
    [InlineData("other", "other")]
    public void A_known_word_is_the_category(string submitted, string category) => Catalogue.Classify(submitted).ShouldBe((category, "submitted"));

    [Theory]
    [InlineData("networks")]
    [InlineData("net work")]
    [InlineData("")]
    [InlineData("Category 55")]
    public void Another_word_goes_to_other(string submitted) => Catalogue.Classify(submitted).ShouldBe(("other", "not-in-catalogue"));

    [Fact]
    public void No_word_goes_to_other_for_another_reason() => Catalogue.Classify(null).ShouldBe(("other", "not-given"));

    [Fact]
    public void Every_category_is_one() => Catalogue.Categories.Select(category => Catalogue.Classify(category)).ShouldBe(
        ((string, string)[])[("hardware", "submitted"), ("software", "submitted"), ("network", "submitted"), ("account", "submitted"), ("other", "submitted")]);
}
