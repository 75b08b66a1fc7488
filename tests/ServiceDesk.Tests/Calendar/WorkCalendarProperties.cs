using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>The calendar against looking at every minute, in all zones, around changes of the clock, holidays and other exceptions.</summary>
public class WorkCalendarProperties
{
    private static readonly Gen<(WorkCalendar Calendar, MinuteByMinute Naive, Instant From, Instant To)> spans =
        from sample in CalendarSamples.CalendarAndInstant
        from before in CalendarSamples.Minutes
        from after in CalendarSamples.Minutes
        select (
            WorkCalendar.Create(sample.Definition), new MinuteByMinute(sample.Definition),
            sample.Middle + Duration.FromMinutes(Math.Min(before, after)), sample.Middle + Duration.FromMinutes(Math.Max(before, after)));

    [Fact]
    public void Working_time_is_what_counting_every_minute_says() => Hold(spans, 500, one =>
    {
        var counted = one.Naive.Between(one.From, one.To);

        one.Calendar.Between(one.From, one.To).ShouldBe(counted);
        one.Calendar.Between(one.To, one.From).ShouldBe(-counted);
    });

    [Fact]
    public void Adding_working_time_is_what_counting_every_minute_says() => Hold(
        spans.SelectMany(span => Gen.Choose(-3000, 3000).Select(minutes => (Span: span, Minutes: minutes))), 500, one =>
            one.Span.Calendar.Add(one.Span.From, Duration.FromMinutes(one.Minutes)).ShouldBe(one.Span.Naive.Add(one.Span.From, one.Minutes)));

    [Fact]
    public void Adding_working_time_up_to_a_closing_or_back_to_an_opening_is_what_counting_every_minute_says() => Hold(spans, 300, one =>
    {
        var forward = (int)one.Naive.Between(one.From, one.Naive.LastClosing(one.To)).TotalMinutes;
        var back = -(int)one.Naive.Between(one.Naive.NextOpening(one.From), one.To).TotalMinutes;

        one.Calendar.Add(one.From, Duration.FromMinutes(forward)).ShouldBe(one.Naive.Add(one.From, forward));
        one.Calendar.Add(one.To, Duration.FromMinutes(back)).ShouldBe(one.Naive.Add(one.To, back));
    });

    [Fact]
    public void Openings_and_closings_are_where_the_minutes_say() => Hold(spans, 300, one =>
    {
        one.Calendar.IsOpen(one.From).ShouldBe(one.Naive.IsOpen(one.From));
        one.Calendar.NextOpening(one.From).ShouldBe(one.Naive.NextOpening(one.From));
        one.Calendar.LastClosing(one.From).ShouldBe(one.Naive.LastClosing(one.From));
        one.Calendar.Add(one.From, Duration.Zero).ShouldBe(one.Naive.NextOpening(one.From));
    });

    [Fact]
    public void Spans_lie_end_to_end_and_every_minute_is_in_one_of_its_kind() => Hold(spans, 200, one =>
    {
        var at = one.From;
        CalendarSpan? before = null;
        foreach (var span in one.Calendar.Intervals(one.From, one.To))
        {
            span.From.ShouldBe(at);
            span.To.ShouldBeGreaterThan(span.From);
            if (before is { } last) (last.IsOpen, last.Holiday).ShouldNotBe((span.IsOpen, span.Holiday));
            for (; at < span.To; at += MinuteByMinute.Minute)
            {
                span.IsOpen.ShouldBe(one.Naive.IsOpen(at));
                span.Holiday.ShouldBe(span.IsOpen ? null : one.Naive.HolidayAt(at));
            }
            before = span;
        }
        at.ShouldBe(one.To);
    });

    /// <summary>Over years, to the nanosecond, where counting minutes would take too long.</summary>
    [Fact]
    public void What_was_added_is_what_lies_between() => Hold(
        from span in spans
        from days in Gen.Choose(8, 1500)
        from nanoseconds in Gen.Choose(0, int.MaxValue)
        select (span.Calendar, span.From, Work: span.Calendar.Between(span.From, span.From + Duration.FromDays(days)) - Duration.FromNanoseconds(nanoseconds)), 500, one =>
        {
            if (one.Work <= Duration.FromSeconds(1)) return;
            var (forward, back) = (one.Calendar.Add(one.From, one.Work), one.Calendar.Add(one.From, -one.Work));

            one.Calendar.Between(one.From, forward).ShouldBe(one.Work);
            one.Calendar.Between(back, one.From).ShouldBe(one.Work);
            one.Calendar.IsOpen(forward - Duration.Epsilon).ShouldBeTrue();
            one.Calendar.IsOpen(back).ShouldBeTrue();
            one.Calendar.Add(one.Calendar.Add(one.From, one.Work - Duration.FromSeconds(1)), Duration.FromSeconds(1)).ShouldBe(forward);
            one.Calendar.Intervals(one.From, forward).Where(open => open.IsOpen).Aggregate(Duration.Zero, (sum, open) => sum + (open.To - open.From)).ShouldBe(one.Work);
        });

    private static void Hold<T>(Gen<T> samples, int count, Action<T> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(samples.ToArbitrary(), holds));
}
