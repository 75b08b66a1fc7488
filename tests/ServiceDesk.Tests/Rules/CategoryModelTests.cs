using FsCheck;
using FsCheck.Fluent;
using ServiceDesk.Rules;

namespace ServiceDesk.Tests;

public class CategoryModelTests
{
    [Fact]
    public void Nothing_is_suggested_before_two_categories_are_known()
    {
        var model = new CategoryModel();
        model.Learn("network", ["vpn"]);

        model.Suggest(["vpn"]).ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_suggested_for_a_ticket_of_unknown_words() => Taught().Suggest(CategoryModel.WordsOf("zebra")).ShouldBeNull();

    [Fact]
    public void A_ticket_in_either_language_is_like_those_before_it_and_its_words_are_the_reason()
    {
        var english = Taught().Suggest(CategoryModel.WordsOf("Printers jam again"))!;
        var chinese = Taught().Suggest(CategoryModel.WordsOf("三楼卡纸了"))!;

        (english.Best.Category, chinese.Best.Category).ShouldBe(("hardware", "hardware"));
        english.Best.Share.ShouldBeGreaterThan(800);
        chinese.Words.ShouldContain("卡纸");
        english.Learned.ShouldBe(4);
        english.Others.Count.ShouldBe(1);
    }

    [Fact]
    public void Shares_are_permille_of_all_and_the_likeliest_is_first() => Check.QuickThrowOnFailure(Prop.ForAll(tickets, words, (known, asked) =>
    {
        var model = new CategoryModel();
        foreach (var (category, text) in known) model.Learn(category, text);
        if (model.Suggest(asked) is not { } learned) return;

        learned.Best.Share.ShouldBeInRange(1000 / known.Select(one => one.Category).Distinct().Count(), 1000);
        learned.Others.Sum(one => one.Share).ShouldBeLessThanOrEqualTo(1000 - learned.Best.Share);
        foreach (var other in learned.Others) other.Share.ShouldBeLessThanOrEqualTo(learned.Best.Share);
        learned.Words.Except(asked).ShouldBeEmpty();
    }));

    [Fact]
    public void The_order_of_learning_does_not_matter() => Check.QuickThrowOnFailure(Prop.ForAll(tickets, words, (known, asked) =>
    {
        var (one, other) = (new CategoryModel(), new CategoryModel());
        foreach (var (category, text) in known) one.Learn(category, text);
        foreach (var (category, text) in known.Reverse()) other.Learn(category, text.Reverse());

        Shown(other.Suggest(asked)).ShouldBe(Shown(one.Suggest(asked.Reverse())));
    }));

    [Theory]
    [InlineData(1UL, 0.0)]
    [InlineData(2UL, 1.0)]
    [InlineData(3UL, 1.5849625)]
    [InlineData(1000UL, 9.9657843)]
    [InlineData(18446744073709551615UL, 64.0)]
    public void Logarithms_are_true_to_four_digits(ulong value, double log) => (FixedLog.Log2(value) / (double)FixedLog.One).ShouldBe(log, 0.0001);

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.5)]
    [InlineData(-1.0)]
    [InlineData(-3.3)]
    [InlineData(-20.75)]
    public void Powers_are_true_to_four_digits(double power) =>
        (FixedLog.Power((long)(power * FixedLog.One)) / (double)(1UL << 32)).ShouldBe(Math.Pow(2, power), (Math.Pow(2, power) * 0.0001) + (1.0 / (1UL << 32)));

    [Fact]
    public void A_power_far_below_is_nothing() => (FixedLog.Power(-33L * FixedLog.One), FixedLog.Power(long.MinValue + 1)).ShouldBe((0UL, 0UL));

    private static readonly Arbitrary<string[]> words = Gen.Elements("a", "b", "c", "d", "e").ArrayOf().ToArbitrary();

    private static readonly Arbitrary<(string Category, string[] Words)[]> tickets = (
        from category in Gen.Elements("hardware", "software", "network")
        from text in words.Generator
        select (category, text)).ArrayOf().ToArbitrary();

    private static CategoryModel Taught()
    {
        var model = new CategoryModel();
        model.Learn("hardware", CategoryModel.WordsOf("The printer jams, paper is stuck"));
        model.Learn("hardware", CategoryModel.WordsOf("打印机卡纸"));
        model.Learn("account", CategoryModel.WordsOf("Password forgotten, account locked"));
        model.Learn("account", CategoryModel.WordsOf("忘记密码，账号被锁"));
        return model;
    }

    private static string Shown(LearnedCategory? learned) => learned is null ? "" : $"{learned.Best} {string.Join(' ', learned.Others)} {string.Join(' ', learned.Words)} {learned.Learned}";
}
