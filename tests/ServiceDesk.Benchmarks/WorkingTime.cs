using System.Diagnostics;
using System.Globalization;
using NodaTime;
using ServiceDesk.Calendar;

namespace ServiceDesk.Benchmarks;

/// <summary>(k) Working time and the clocks of a ticket, on one core; in memory, so without the unit.</summary>
internal static class WorkingTime
{
    private const int Starts = 4096;
    private const int Rounds = 7;
    private const double AddsPerSecond = 2_000_000;
    private const double EvaluationsPerSecond = 50_000;
    private const double YearToDay = 3;

    private static readonly Duration month = Duration.FromHours(160);
    private static readonly Duration day = Duration.FromHours(8);
    private static readonly Duration year = Duration.FromHours(8 * 250);
    private static readonly Instant begin = Instant.FromUtc(2026, 1, 1, 0, 0);

    public static Task Measure(Bench bench)
    {
        var calendar = WorkCalendar.Create(Office("Europe/Berlin"));
        var random = new Random(1);
        var starts = Enumerable.Range(0, Starts).Select(_ => begin + Duration.FromSeconds(random.Next(365 * 86_400))).ToArray();
        var targets = starts.Select(_ => Duration.FromMinutes(random.Next(1, (int)month.TotalMinutes))).ToArray();
        var history = Ticket(calendar.Key);

        // Each is measured in turn, so that a slow moment of the machine meets all of them; the median of the rounds counts.
        var (adds, days, years, readings) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            bench.Cancel.ThrowIfCancellationRequested();
            adds.Add(PerSecond(bench, i => calendar.Add(starts[i], targets[i])));
            days.Add(PerSecond(bench, i => calendar.Add(starts[i], day)));
            years.Add(PerSecond(bench, i => calendar.Add(starts[i], year)));
            readings.Add(PerSecond(bench, i => history.Read(history.Facts[^1].At + Duration.FromSeconds(i), _ => calendar)));
        }

        var ratio = Median(days.Zip(years, (one, other) => one / other));
        bench.Report.Add("k", "working time added, targets within a month", Report.Rate(Median(adds)), null, "≥ 2,000,000/s", Median(adds) >= AddsPerSecond);
        bench.Report.Add("k", "working time added, a day and a year of work",
            string.Create(CultureInfo.InvariantCulture, $"{Report.Rate(Median(days))} and {Report.Rate(Median(years))}, a year costs {ratio:0.00} times a day"), null, "≤ 3 times", ratio <= YearToDay);
        bench.Report.Add("k", $"all four clocks of a ticket of {history.Facts.Length} events read", Report.Rate(Median(readings)), null, "≥ 50,000/s", Median(readings) >= EvaluationsPerSecond);
        return Task.CompletedTask;
    }

    private static double PerSecond<T>(Bench bench, Func<int, T> call)
    {
        var (calls, began, lasts) = (0L, Stopwatch.GetTimestamp(), bench.Duration / (Rounds * 2));
        do
        {
            for (var i = 0; i < Starts; i++) call(i);
            calls += Starts;
        }
        while (Stopwatch.GetElapsedTime(began) < lasts);
        return calls / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(Rounds / 2);

    private static CalendarDefinition Office(string zone)
    {
        IReadOnlyList<Frame> frames = [new Frame(new LocalTime(8, 30), new LocalTime(12, 30)), new Frame(new LocalTime(13, 30), new LocalTime(17, 30))];
        return new CalendarDefinition(
            "office", 1, zone,
            Enumerable.Range(1, 5).ToDictionary(weekday => (IsoDayOfWeek)weekday, _ => frames),
            new Dictionary<LocalDate, DayException>
            {
                [new LocalDate(2026, 4, 3)] = new("Good Friday", []),
                [new LocalDate(2026, 4, 6)] = new("Easter Monday", []),
                [new LocalDate(2026, 10, 10)] = new("make-up day", frames),
            },
            [new YearlyHoliday(1, 1, "New Year"), new YearlyHoliday(5, 1, "Labour Day"), new YearlyHoliday(10, 3, "Unity Day"), new YearlyHoliday(12, 25, "Christmas")]);
    }

    /// <summary>Thirty events: two promises, words to the requester, five pauses, a diagnosis, two solutions and a reopening.</summary>
    private static ClockHistory Ticket(CalendarKey calendar)
    {
        var facts = new List<ClockFact>
        {
            ClockFact.Of(FactKind.Opened, begin), ClockFact.Promised(Terms(calendar, 1), begin), ClockFact.Promised(Terms(calendar, 2), begin + Duration.FromSeconds(1)),
        };
        for (var part = 1; part <= 5; part++)
        {
            Add(FactKind.RequesterWrote, part * 20);
            Add(FactKind.RequesterTold, (part * 20) + 2);
            facts.Add(ClockFact.Paused(part % 2 == 0 ? "vendor" : "requester", begin + Duration.FromHours((part * 20) + 4)));
            Add(FactKind.Resumed, (part * 20) + 9);
        }
        Add(FactKind.Diagnosed, 70);
        Add(FactKind.RequesterTold, 112);
        Add(FactKind.Resolved, 115);
        Add(FactKind.Reopened, 160);
        Add(FactKind.RequesterTold, 165);
        Add(FactKind.RequesterWrote, 170);
        Add(FactKind.Resolved, 180);
        return ClockHistory.Of(facts);

        void Add(FactKind kind, int hours) => facts.Add(ClockFact.Of(kind, begin + Duration.FromHours(hours)));
    }

    private static ClockTerms[] Terms(CalendarKey calendar, int factor)
    {
        string[] waiting = ["requester", "vendor"];
        return
        [
            new ClockTerms("response", "standard-1", Duration.FromHours(4 * factor), calendar, new ClockRule(
                [FactKind.Opened], [FactKind.RequesterTold, FactKind.Resolved], [], ReopeningRule.KeepFirst, Repeats: false, [50, 75, 100])),
            new ClockTerms("diagnosis", "standard-1", Duration.FromHours(16 * factor), calendar, new ClockRule(
                [FactKind.Opened], [FactKind.Diagnosed, FactKind.Resolved], waiting, ReopeningRule.KeepFirst, Repeats: false, [50, 75, 100])),
            new ClockTerms("update", "standard-1", Duration.FromHours(8 * factor), calendar, new ClockRule(
                [FactKind.Opened, FactKind.RequesterTold], [FactKind.RequesterTold, FactKind.Resolved], waiting, ReopeningRule.Restart, Repeats: true, [75])),
            new ClockTerms("resolution", "standard-1", Duration.FromHours(40 * factor), calendar, new ClockRule(
                [FactKind.Opened], [FactKind.Resolved], waiting, ReopeningRule.Resume, Repeats: false, [50, 75, 100])),
        ];
    }
}
