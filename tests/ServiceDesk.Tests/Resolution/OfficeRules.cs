using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Resolution.Sla;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>Policies that hold for running tickets too: four clocks, by an office's hours that change after two days.</summary>
internal static class OfficeRules
{
    private static readonly WorkingCalendarDefined first = new(
        "office", 1, At(-60), false, "Europe/Berlin", Week("08:00", "17:30"), [], [], Root.Id, At(-60));

    private static readonly WorkingCalendarDefined second = first with { Version = 2, EffectiveFrom = At(2 * 24 * 60), Running = true, Week = Week("07:00", "12:00", "13:00", "20:00") };

    public static SlaRules All { get; } = SlaRules.Shipped with
    {
        Policies = SlaRules.Shipped.Policies.Add(new SlaPoliciesDefined(2, At(-60), true, [Policy], Root.Id, At(-60))),
        Calendars = SlaRules.Shipped.Calendars.Add("office", [first, second]),
    };

    public static IReadOnlyDictionary<CalendarKey, WorkCalendar> Calendars { get; } =
        new[] { WorkCalendar.AlwaysOpen, Compile(first), Compile(second) }.ToDictionary(one => one.Key);

    public static IReadOnlyDictionary<CalendarKey, MinuteByMinute> Minutes { get; } = Calendars.ToDictionary(one => one.Key, one => new MinuteByMinute(one.Value.Definition));

    private static SlaPolicyDefinition Policy => new("office", [], [], [], null, [.. Enum.GetValues<Priority>().Select(Targets)]);

    private static SlaTargets Targets(Priority priority)
    {
        var (hours, reopening) = ((int)priority + 1, priority == Priority.P2 ? Reopening.Resume : Reopening.Restart);
        return new SlaTargets(
            priority, Target(hours, null, Reopening.KeepFirst), Target(hours * 2, "office", Reopening.KeepFirst), Target(hours * 3, "office", Reopening.KeepFirst),
            Target(hours * 6, priority == Priority.P3 ? null : "office", reopening));
    }

    private static ClockTarget Target(int hours, string? calendar, Reopening reopening) =>
        new(Duration.FromHours(hours), calendar, [PauseReason.Requester, PauseReason.Vendor], [50], reopening);

    private static WorkingWeek Week(params string[] times)
    {
        WorkingFrame[] day = [.. times.Chunk(2).Select(pair => new WorkingFrame(pair[0], pair[1]))];
        return new(day, day, day, day, day, [], []);
    }

    private static WorkCalendar Compile(WorkingCalendarDefined one) => WorkCalendar.Create(CalendarRules.Definition(one));
}
