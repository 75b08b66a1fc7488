using System.Text.Json;
using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Routing;

namespace ServiceDesk.Tests;

/// <summary>Skills, agents and shifts that the tests of the roster are about.</summary>
internal static class RosterSamples
{
    public const string Shanghai = "Asia/Shanghai";

    public static readonly SkillDefined Network = new("network", new Bilingual("网络", "Networks"));
    public static readonly SkillDefined Vpn = new("vpn", new Bilingual("虚拟专用网", "VPN"));

    /// <summary>From Monday to Friday with a break at noon.</summary>
    public static readonly WorkingWeek Office = Weekdays([new("09:00", "12:00"), new("13:00", "18:00")]);

    public static readonly AgentDescribed Li = AgentDescribed.Nothing("li") with { Zone = Shanghai, Shifts = Office };

    public static readonly RosterPeople People = new(new HashSet<string> { "li", "wang", "zhao", "chen" }, new HashSet<string> { "li", "wang", "zhao", "chen", "boss" });

    public static readonly WorkingWeek NoShifts = new([], [], [], [], [], [], []);

    public static WorkingWeek Weekdays(IReadOnlyList<WorkingFrame> frames) => new(frames, frames, frames, frames, frames, [], []);

    /// <summary>A time in Shanghai on a day of March 2026; the 2nd is a Monday.</summary>
    public static Instant March(int day, int hour, int minute = 0) => Instant.FromUtc(2026, 3, day, 0, 0) + Duration.FromMinutes(((hour - 8) * 60) + minute);

    public static AbsencePlanned Absent(string agent, Instant from, Instant to, string? substitute = null, string id = "a1") =>
        new(id, agent, from, to, substitute, AbsenceKind.Vacation);

    /// <summary>Records with lists in them are the same when their JSON is.</summary>
    public static void ShouldSay(this object one, object other) => JsonSerializer.Serialize(one, HttpJson.Options).ShouldBe(JsonSerializer.Serialize(other, HttpJson.Options));

    public static Roster Of(params object[] events) => DeciderSpec<Roster>.Given(events).State;
}
