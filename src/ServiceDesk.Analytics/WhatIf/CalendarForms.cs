using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>Calendars as they are recorded and as they are asked for, in the form that counts.</summary>
internal static class CalendarForms
{
    private const int MostFrames = 48;
    private const int MostDates = 5000;

    private static readonly string[] days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static CalendarDefinition Definition(WorkingCalendarDefined one)
    {
        IReadOnlyList<WorkingFrame>[] week = [one.Week.Monday, one.Week.Tuesday, one.Week.Wednesday, one.Week.Thursday, one.Week.Friday, one.Week.Saturday, one.Week.Sunday];
        return new WrittenCalendar(
            one.Calendar, one.Version, one.Zone, [.. week.Select(Frames)], [.. one.Dates.Select(day => new WrittenDate(day.Date, Frames(day.Frames), day.Label))],
            [.. one.Yearly.Select(day => new WrittenHoliday(day.Day, day.Label))]).Read();
    }

    /// <summary>Reads a calendar as PUT /calendars takes it, with its name; null when something is wrong, which is told.</summary>
    public static WorkCalendar? Read(Input input)
    {
        var (name, zone) = (input.RequiredText("name", 50), input.RequiredText("zone", 100));
        var week = input.Object("week", one => days.Select(day => Frames(one, day)).ToList());
        if (week is null) input.Require("week");
        var written = new WrittenCalendar(
            name, OtherRules.Asked, zone, week ?? [],
            input.Objects("dates", MostDates, one => new WrittenDate(one.RequiredText("date", 10), Frames(one, "frames"), one.RequiredText("label", 200))),
            input.Objects("yearly", 366, one => new WrittenHoliday(one.RequiredText("day", 5), one.RequiredText("label", 200))));
        if (AreRefused(written.Problems(), input) || week is null) return null;
        var definition = written.Read();
        if (AreRefused(WorkCalendar.Problems(definition), input)) return null;
        var calendar = WorkCalendar.Create(definition);
        if (calendar.Holds(input.Services.GetRequiredService<IClock>().GetCurrentInstant(), AskWhatIf.LongestTarget)) return calendar;
        input.Refuse("week", "holds too little working time for the longest target");
        return null;
    }

    private static bool AreRefused(IEnumerable<(string Field, string Reason)> problems, Input input)
    {
        var any = false;
        foreach (var (field, reason) in problems)
        {
            any = true;
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }
        return any;
    }

    private static IReadOnlyList<WrittenFrame> Frames(Input one, string field) =>
        one.Objects(field, MostFrames, frame => new WrittenFrame(frame.RequiredText("from", 5), frame.RequiredText("to", 5)));

    private static IReadOnlyList<WrittenFrame> Frames(IReadOnlyList<WorkingFrame> frames) => [.. frames.Select(one => new WrittenFrame(one.From, one.To))];
}
