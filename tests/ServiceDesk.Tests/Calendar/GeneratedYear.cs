using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;

namespace ServiceDesk.Tests;

/// <summary>A year of tickets in five zones, the same at every run: with pauses, reopenings, changes of priority and of calendar, ends without a solution.</summary>
internal sealed class GeneratedYear
{
    public static readonly string[] Clocks = ["response", "diagnosis", "update", "resolution"];

    /// <summary>One without summer time, one that moves by half an hour, and both halves of the earth.</summary>
    private static readonly string[] zones = ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "America/Santiago"];

    private static readonly Instant begin = Instant.FromUtc(2025, 1, 1, 0, 0);
    private static readonly string[] reasons = ["requester", "vendor", "approval", "other"];

    private readonly Random random = new(20250101);

    public GeneratedYear() => Calendars = zones.SelectMany(zone => new[] { Version(zone, 1), Version(zone, 2) }).Append(WorkCalendar.AlwaysOpen).ToDictionary(one => one.Key);

    public IReadOnlyDictionary<CalendarKey, WorkCalendar> Calendars { get; }

    /// <summary>The targets of a priority, 1 to 4. The highest counts around the clock.</summary>
    public static IReadOnlyList<ClockTerms> Terms(int priority, CalendarKey calendar)
    {
        var (response, diagnosis, update, resolution) = priority switch { 1 => (15, 60, 60, 240), 2 => (30, 120, 240, 480), 3 => (240, 480, 960, 1440), _ => (480, 960, 2400, 4320) };
        var by = priority == 1 ? WorkCalendar.AlwaysOpen.Key : calendar;
        return
        [
            Terms("response", response, [FactKind.RequesterTold, FactKind.Resolved, FactKind.Closed], [], ReopeningRule.KeepFirst),
            Terms("diagnosis", diagnosis, [FactKind.Diagnosed, FactKind.Resolved, FactKind.Closed], ["requester"], ReopeningRule.Restart),
            Terms("update", update, [FactKind.RequesterTold, FactKind.Resolved, FactKind.Closed], ["requester", "vendor"], ReopeningRule.Restart),
            Terms("resolution", resolution, [FactKind.Resolved, FactKind.Closed], priority == 1 ? ["requester"] : ["requester", "vendor", "approval"], ReopeningRule.Resume),
        ];

        ClockTerms Terms(string clock, int minutes, FactKind[] stops, string[] pausedBy, ReopeningRule reopening) => new(
            clock, $"standard-{priority}", Duration.FromMinutes(minutes), by,
            new ClockRule(clock == "update" ? [FactKind.Opened, FactKind.RequesterTold] : [FactKind.Opened], stops, pausedBy, reopening, clock == "update", [50, 75, 100]));
    }

    public IEnumerable<(ClockHistory History, Instant AsOf)> Tickets(int count) => Enumerable.Range(0, count).Select(_ => Ticket());

    private static WorkCalendar Version(string zone, int version)
    {
        var (open, close) = version == 1 ? ("09:00", "17:30") : ("08:00", "20:00");
        var frames = new[] { ServiceDesk.Tests.Calendars.Frame(open, "12:30"), ServiceDesk.Tests.Calendars.Frame("13:15", close) };
        // Nights of weekends, too, because clocks change then.
        var night = new[] { ServiceDesk.Tests.Calendars.Frame("00:00", "06:00"), ServiceDesk.Tests.Calendars.Frame("22:00", "24:00") };
        return WorkCalendar.Create(new CalendarDefinition(
            zone, version, zone,
            new Dictionary<IsoDayOfWeek, IReadOnlyList<Frame>>
            {
                [IsoDayOfWeek.Monday] = frames,
                [IsoDayOfWeek.Tuesday] = frames,
                [IsoDayOfWeek.Wednesday] = frames,
                [IsoDayOfWeek.Thursday] = frames,
                [IsoDayOfWeek.Friday] = frames,
                [IsoDayOfWeek.Sunday] = night,
            },
            new Dictionary<LocalDate, DayException>
            {
                [new LocalDate(2025, 4, 18)] = new("Good Friday", []),
                [new LocalDate(2025, 10, 1)] = new("国庆节", []),
                [new LocalDate(2025, 10, 11)] = new("make-up day", frames),
                [new LocalDate(2025, 12, 24)] = new("Christmas Eve", [ServiceDesk.Tests.Calendars.Frame(open, "12:00")]),
            },
            [new YearlyHoliday(1, 1, "New Year"), new YearlyHoliday(5, 1, "Labour Day"), new YearlyHoliday(12, 25, "Christmas")]));
    }

    private (ClockHistory History, Instant AsOf) Ticket()
    {
        var zone = zones[random.Next(zones.Length)];
        var at = begin + Duration.FromTicks(random.NextInt64(Duration.FromDays(365).BclCompatibleTicks) / 10 * 10);
        var (facts, version) = (new List<ClockFact> { ClockFact.Of(FactKind.Opened, at) }, 1);
        Promise(3, at);
        Promise(random.Next(1, 5), Later(0.001));
        for (var step = random.Next(2, 8); step > 0; step--)
        {
            switch (random.Next(10))
            {
                case 0:
                    Promise(random.Next(1, 5), Later(8));
                    break;
                case 1 when version == 1:
                    version = 2;
                    Promise(random.Next(2, 5), Later(20));
                    break;
                case < 5:
                    facts.Add(ClockFact.Paused(reasons[random.Next(reasons.Length)], Later(6)));
                    facts.Add(ClockFact.Of(FactKind.Resumed, Later(40)));
                    break;
                case < 8:
                    facts.Add(ClockFact.Of(FactKind.RequesterTold, Later(5)));
                    break;
                default:
                    facts.Add(ClockFact.Of(FactKind.Diagnosed, Later(5)));
                    break;
            }
        }
        if (random.Next(20) == 0) facts.Add(ClockFact.Of(FactKind.Ended, Later(10)));
        else Solve();
        return (ClockHistory.Of(facts), random.Next(4) > 0 ? Later(100) : facts[random.Next(facts.Count)].At);

        Instant Later(double hours) => at += Duration.FromTicks((long)(-Math.Log(1 - random.NextDouble()) * hours * NodaConstants.TicksPerHour) / 10 * 10);

        void Promise(int priority, Instant from) => facts.Add(ClockFact.Promised(Terms(priority, new CalendarKey(zone, version)), from));

        void Solve()
        {
            facts.Add(ClockFact.Of(FactKind.Resolved, Later(15)));
            if (random.Next(4) > 0) return;
            facts.Add(ClockFact.Of(FactKind.Reopened, Later(60)));
            facts.Add(ClockFact.Of(FactKind.RequesterTold, Later(2)));
            facts.Add(ClockFact.Of(FactKind.Resolved, Later(10)));
        }
    }
}
