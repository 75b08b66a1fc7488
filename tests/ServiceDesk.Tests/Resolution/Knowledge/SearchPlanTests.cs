using ServiceDesk.Resolution.Knowledge;

namespace ServiceDesk.Tests;

public class SearchPlanTests
{
    private const long Every = 100_000;

    [Fact]
    public void A_rare_token_tells_more_and_more_in_a_title()
    {
        var plan = Plan(new() { ["vpn"] = 50, ["slow"] = 600, ["^slow"] = 20 }, "vpn", "slow");

        plan.Entries.Select(entry => string.Join(' ', entry.Tokens)).ShouldBe(["^slow", "vpn", "slow"]);
        var weights = plan.Entries.ToDictionary(entry => entry.Tokens[0], entry => entry.Weight);
        weights["vpn"].ShouldBeGreaterThan(weights["slow"]);
        weights["^slow"].ShouldBe(1.5 * weights["slow"], 1e-9);
        plan.Most.ShouldBe(weights["vpn"] + weights["slow"], 1e-9);
    }

    [Fact]
    public void A_usual_token_is_looked_for_only_beside_the_rarest() => Plan(new() { ["vpn"] = 500, ["网络"] = 30_000 }, "网络", "vpn")
        .Entries.Select(entry => string.Join(' ', entry.Tokens)).ShouldBe(["vpn", "vpn 网络"]);

    [Fact]
    public void Where_every_token_is_usual_those_that_have_all_are_looked_for() => Plan(new() { ["^打印"] = 2500, ["打印"] = 9000, ["印机"] = 8000 }, "打印", "印机")
        .Entries.Select(entry => string.Join(' ', entry.Tokens)).ShouldBe(["^打印", "^打印 印机", "^打印 打印", "印机 打印", "^打印 印机 打印"]);

    [Fact]
    public void However_many_tokens_are_asked_for_few_lookups_are_made()
    {
        var documents = Enumerable.Range(0, 40).ToDictionary(number => $"t{number}", number => 5000L + number);

        Plan(documents, [.. documents.Keys]).Entries.Count.ShouldBeLessThan(12);
    }

    [Fact]
    public void Where_few_have_the_rare_one_the_usual_one_is_looked_for_too() => Plan(new() { ["^网"] = 3, ["网"] = 30_000 }, "网")
        .Entries.Select(entry => string.Join(' ', entry.Tokens)).ShouldBe(["^网", "网"]);

    [Fact]
    public void What_stands_nowhere_is_not_looked_for()
    {
        Plan([], "vpn").Entries.ShouldBeEmpty();
        Plan(new() { ["vpn"] = 3 }, "vpn", "tokn").Entries.Select(entry => entry.Tokens[0]).ShouldBe(["vpn"]);
    }

    [Fact]
    public void Among_what_is_not_counted_everything_is_looked_for() =>
        SearchPlan.Of([new("vpn", 1)], new Dictionary<string, long>(), Every, 1.5, counted: false).Entries.Select(entry => entry.Tokens[0]).ShouldBe(["^vpn", "vpn"]);

    [Fact]
    public void A_text_that_lacks_a_part_of_what_is_asked_has_not_the_most_weight()
    {
        var plan = Plan(new() { ["vpn"] = 3 }, "vpn", "tokn");

        plan.Entries.Sum(entry => entry.Weight).ShouldBeLessThan(plan.Most / 2);
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(100_000, false)]
    public void A_word_that_no_article_has_tells_little_where_there_are_few_articles(long every, bool isAbout)
    {
        string[] told = ["vpn", "since", "yesterday", "home", "office", "laptop", "colleague", "meeting", "restart", "twice", "urgent", "customer"];

        var plan = SearchPlan.Of([.. told.Select(token => new Sought(token, 1))], new Dictionary<string, long> { ["vpn"] = 2 }, every, 1.5, counted: true);

        (plan.Entries.Sum(entry => entry.Weight) >= plan.Most / 5).ShouldBe(isAbout);
    }

    private static SearchPlan Plan(Dictionary<string, long> documents, params string[] tokens) =>
        SearchPlan.Of([.. tokens.Select(token => new Sought(token, 1))], documents, Every, 1.5, counted: true);
}
