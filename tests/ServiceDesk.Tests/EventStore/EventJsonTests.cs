using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;

namespace ServiceDesk.Tests;

public class EventJsonTests
{
    private static readonly Arbitrary<long> ticks = Gen.Choose(int.MinValue, int.MaxValue)
        .SelectMany(high => Gen.Choose(0, int.MaxValue).Select(low => (high * 4_000_000L) + low)).ToArbitrary();

    [Theory]
    [InlineData("PT0S", 0)]
    [InlineData("PT26H30M", 26 * 3600 + 30 * 60)]
    [InlineData("-PT5M", -300)]
    [InlineData("PT1H0.5S", 3600.5)]
    [InlineData("PT0.000001S", 0.000001)]
    [InlineData("-PT0.25S", -0.25)]
    public void A_duration_is_written_in_hours_minutes_and_seconds(string text, double seconds)
    {
        EventJson.Format(Duration.FromSeconds(seconds)).ShouldBe(text);
        EventJson.Parse(text).ShouldBe(Duration.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4 hours")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("--PT1H")]
    public void Anything_else_is_no_duration(string text) => Should.Throw<JsonException>(() => EventJson.Parse(text));

    [Fact]
    public void A_duration_comes_back_to_the_microsecond() => Check.QuickThrowOnFailure(Prop.ForAll(ticks, some =>
    {
        var duration = Duration.FromTicks(some);
        EventJson.Parse(EventJson.Format(duration)).ShouldBe(Duration.FromTicks(some / 10 * 10));
    }));

    [Fact]
    public void An_instant_is_cut_down_to_the_microsecond_it_lies_in() => Check.QuickThrowOnFailure(Prop.ForAll(ticks, some =>
    {
        var instant = Instant.FromUnixTimeTicks(some);
        var cut = instant.ToMicroseconds();

        (cut.ToUnixTimeTicks() % 10).ShouldBe(0);
        (cut <= instant && instant - cut < Duration.FromTicks(10)).ShouldBeTrue();
    }));

    [Fact]
    public void A_cut_instant_comes_back_as_it_was() => Check.QuickThrowOnFailure(Prop.ForAll(ticks, some =>
    {
        var closed = new TicketClosed("p1", Instant.FromUnixTimeTicks(some).ToMicroseconds());
        Desk.Reread(closed).ShouldBe(closed);
    }));

    [Fact]
    public void Names_are_camel_case_words_are_kebab_case_and_nulls_are_left_out() =>
        JsonSerializer.Serialize(Desk.Assignment with { Team = null }, Desk.Types.Json).ShouldBe(
            """
            {"category":"network","priority":"p2","agent":"person-ada",
            "promise":{"policyVersion":"standard-1","priority":"p2","response":"PT30M","resolution":"PT8H"},
            "at":"2026-03-02T08:01:00Z"}
            """.ReplaceLineEndings(""));

    [Fact]
    public void A_number_is_no_word() =>
        Should.Throw<JsonException>(() => Desk.Types.Read("resolution.case-assigned.v1", """{"priority":1}"""));
}
