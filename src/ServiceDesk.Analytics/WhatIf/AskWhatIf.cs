using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Analytics.WhatIf;

/// <summary>A question: how would the clocks of a period have come out under other policies, calendars or priorities? Whatever is left out stays as it was.</summary>
internal sealed record AskWhatIf(Instant? From, Instant? To, string? Organization, AskedRules Rules) : IInput<AskWhatIf>
{
    private const int MostPolicies = 500;
    private const int MostCalendars = 50;
    private const int LongestId = 50;

    internal static readonly Duration LongestTarget = Duration.FromDays(1000);
    private static readonly Duration shortestTarget = Duration.FromNanoseconds(1000);

    public static AskWhatIf Read(Input input)
    {
        var (from, to) = (input.Instant("from"), input.Instant("to"));
        if (from >= to) input.Refuse("from", "must lie before to");
        var policies = input.Objects("policies", MostPolicies, Policy);
        var calendars = input.Objects("calendars", MostCalendars, CalendarForms.Read).OfType<WorkCalendar>().ToList();
        if (calendars.DistinctBy(one => one.Key.Name).Count() != calendars.Count) input.Refuse("calendars", "name one twice");
        else if (calendars.Exists(one => one.Key.Name == WorkCalendar.AlwaysOpen.Key.Name)) input.Refuse("calendars", "name the calendar that never closes");
        if (policies.Count > 0 && !input.Refuses("policies"))
        {
            var gaps = Enum.GetValues<Priority>().Except(policies.Where(one => one is { Organizations.Count: 0, Services.Count: 0, Kinds.Count: 0 }).SelectMany(one => one.Targets).Select(one => one.Priority)).ToList();
            if (gaps.Count > 0) input.Refuse("policies", $"leave a gap: no policy for all organisations, services and kinds promises anything for {string.Join(", ", gaps.Select(Words.Of))}");
        }
        return new AskWhatIf(from, to, input.Text("organization", 100), new AskedRules(
            policies.Count == 0 ? null : policies, calendars.DistinctBy(one => one.Key.Name).ToDictionary(one => one.Key.Name), input.Object("matrix", one => OtherTable.Read(one)!)));
    }

    private static SlaPolicyDefinition Policy(Input input)
    {
        var kinds = Many<TicketKind>(input, "kinds");
        return new(
            input.RequiredText("id", LongestId), input.Texts("organizations", 100), input.Texts("services", 200), kinds, input.Text("noticeCalendar", LongestId), input.Objects("targets", 10, Targets));
    }

    private static SlaTargets Targets(Input input)
    {
        var targets = new SlaTargets(input.RequiredWord<Priority>("priority"), Terms(input, "response")!, Terms(input, "diagnosis"), Terms(input, "update"), Terms(input, "resolution")!);
        if (targets.Response is null) input.Require("response");
        if (targets.Resolution is null) input.Require("resolution");
        return targets;
    }

    private static ClockTarget? Terms(Input input, string name) => input.Object(name, terms =>
    {
        var target = terms.Duration("target", LongestTarget);
        if (target is null) terms.Require("target");
        else if (target < shortestTarget) terms.Refuse("target", "must be a microsecond or longer");
        return new ClockTarget(
            target ?? Duration.Zero, terms.Text("calendar", LongestId), Many<PauseReason>(terms, "pauses"), terms.Wholes("warnings", 1, 99),
            terms.Word<Reopening>("reopening") ?? (name == "resolution" ? Reopening.Resume : Reopening.KeepFirst));
    });

    private static List<T> Many<T>(Input input, string name) where T : struct, Enum
    {
        var words = input.Texts(name, LongestId).Select(Words.Find<T>).ToList();
        if (words.Contains(null)) input.Refuse(name, $"must be among {string.Join(", ", Enum.GetValues<T>().Select(Words.Of))}");
        return [.. words.OfType<T>()];
    }
}
