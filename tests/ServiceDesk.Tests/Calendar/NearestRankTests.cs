using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

public class NearestRankTests
{
    [Fact]
    public void Of_nothing_there_is_no_percentile() => NearestRank.Of([], 95).ShouldBeNull();

    [Theory]
    [InlineData(50, 20)]
    [InlineData(51, 30)]
    [InlineData(25, 10)]
    [InlineData(1, 10)]
    [InlineData(100, 40)]
    public void A_percentile_is_one_of_the_values(int percent, int seconds) =>
        NearestRank.Of([Seconds(10), Seconds(20), Seconds(30), Seconds(40)], percent).ShouldBe(Seconds(seconds));

    [Fact]
    public void It_is_the_smallest_value_that_enough_values_do_not_exceed()
    {
        var samples = from size in Gen.Choose(1, 60)
                      from values in Gen.Choose(0, 20).ArrayOf(size)
                      from percent in Gen.Choose(1, 100)
                      select (Values: values.Order().ToArray(), Percent: percent);

        Check.QuickThrowOnFailure(Prop.ForAll(samples.ToArbitrary(), sample =>
        {
            var byCounting = sample.Values.First(value => sample.Values.Count(other => other <= value) * 100 >= sample.Percent * sample.Values.Length);

            NearestRank.Of([.. sample.Values.Select(Seconds)], sample.Percent).ShouldBe(Seconds(byCounting));
        }));
    }

    private static Duration Seconds(int seconds) => Duration.FromSeconds(seconds);
}
