using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>Calendars as they are recorded and as they are asked for, in the form that counts.</summary>
internal static class CalendarForms
{
    private const int MostFrames = 48;
    private const int MostDates = 5000;
    private const string EndOfDay = "24:00";

    private static readonly LocalTimePattern time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalDatePattern date = LocalDatePattern.Iso;
    private static readonly IsoDayOfWeek[] days = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];

    public static CalendarDefinition Definition(WorkingCalendarDefined one)
    {
        IReadOnlyList<WorkingFrame>[] week = [one.Week.Monday, one.Week.Tuesday, one.Week.Wednesday, one.Week.Thursday, one.Week.Friday, one.Week.Saturday, one.Week.Sunday];
        return new(
            one.Calendar, one.Version, one.Zone, days.Zip(week).ToDictionary(pair => pair.First, pair => Frames(pair.Second)),
            one.Dates.ToDictionary(day => date.Parse(day.Date).Value, day => new DayException(day.Label, Frames(day.Frames))),
            [.. one.Yearly.Select(day => new YearlyHoliday(DayOf(day.Day)!.Value.Month, DayOf(day.Day)!.Value.Day, day.Label))]);
    }

    /// <summary>Reads a calendar as PUT /calendars takes it, with its name; null when something is wrong, which is told.</summary>
    public static WorkCalendar? Read(Input input)
    {
        var wrong = false;
        var (name, zone) = (input.RequiredText("name", 50), input.RequiredText("zone", 100));
        var week = input.Object("week", one => days.Select(day => (Day: day, Frames: Frames(one, day.ToString().ToLowerInvariant()))).ToList());
        if (week is null) input.Require("week");
        var dates = input.Objects("dates", MostDates, one => (Date: one.RequiredText("date", 10), Frames: Frames(one, "frames"), Label: one.RequiredText("label", 200)));
        var yearly = input.Objects("yearly", 366, one => (Day: one.RequiredText("day", 5), Label: one.RequiredText("label", 200)));
        if (dates.Any(one => !date.Parse(one.Date).Success)) Refuse("dates", "must have dates such as 2026-10-01");
        else if (dates.DistinctBy(one => one.Date).Count() != dates.Count) Refuse("dates", "name a date twice");
        if (yearly.Any(one => DayOf(one.Day) is null)) Refuse("yearly", "must have days such as 12-25");
        if (wrong || week is null || name.Length == 0 || zone.Length == 0) return null;
        var definition = new CalendarDefinition(
            name, OtherRules.Asked, zone, week.ToDictionary(one => one.Day, one => one.Frames), dates.ToDictionary(one => date.Parse(one.Date).Value, one => new DayException(one.Label, one.Frames)),
            [.. yearly.Select(one => new YearlyHoliday(DayOf(one.Day)!.Value.Month, DayOf(one.Day)!.Value.Day, one.Label))]);
        var problems = WorkCalendar.Problems(definition);
        foreach (var (field, reason) in problems) Refuse(field, reason);
        if (problems.Count > 0) return null;
        var calendar = WorkCalendar.Create(definition);
        if (calendar.Holds(input.Services.GetRequiredService<IClock>().GetCurrentInstant(), AskWhatIf.LongestTarget)) return calendar;
        Refuse("week", "holds too little working time for the longest target");
        return null;

        void Refuse(string field, string reason)
        {
            wrong = true;
            if (!input.Refuses(field)) input.Refuse(field, reason);
        }

        IReadOnlyList<Frame> Frames(Input one, string field) => one.Objects(field, MostFrames, frame =>
        {
            var (from, to) = (Time(frame.RequiredText("from", 5), isEnd: false), Time(frame.RequiredText("to", 5), isEnd: true));
            if (from is null && !frame.Refuses("from")) frame.Refuse("from", "must be a time of day such as 09:00");
            if (to is null && !frame.Refuses("to")) frame.Refuse("to", "must be a time of day such as 17:30, at most 24:00");
            wrong |= from is null || to is null;
            return new Frame(from ?? LocalTime.Midnight, to ?? LocalTime.Midnight);
        });
    }

    private static IReadOnlyList<Frame> Frames(IReadOnlyList<WorkingFrame> frames) => [.. frames.Select(one => new Frame(Time(one.From, isEnd: false)!.Value, Time(one.To, isEnd: true)!.Value))];

    private static LocalTime? Time(string text, bool isEnd) => isEnd && text == EndOfDay ? LocalTime.Midnight : time.Parse(text) is { Success: true, Value: var at } ? at : null;

    /// <summary>In a leap year, so that the 29th of February is a day.</summary>
    private static LocalDate? DayOf(string text) => date.Parse("2000-" + text) is { Success: true, Value: var day } ? day : null;
}
