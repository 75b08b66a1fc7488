using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Calendar;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Routing.Escalation;

/// <summary>Defines the next version of the escalation rules, complete. What was escalated stays as it is.</summary>
internal sealed partial record DefineEscalationRules(Instant? EffectiveFrom, EscalationHours? Hours, IReadOnlyList<EscalationRule> Rules)
    : IDefine<DefineEscalationRules, EscalationRuleHistory>
{
    private const int MostRules = 100;
    private const int MostHours = 24 * 366;
    private const int MostHops = 100;
    public const int MostLevel = 5;

    public static DefineEscalationRules Read(Input input)
    {
        var command = new DefineEscalationRules(input.Instant("effectiveFrom"), input.Object("hours", ReadHours), input.Objects("rules", MostRules, ReadRule));
        if (command.Hours is { } hours) Check(input, hours);
        for (var i = 0; i < command.Rules.Count; i++) Check(input, $"rules[{i}]", command.Rules[i], [.. command.Rules.Take(i)]);
        return command;
    }

    public Decision Decide(EscalationRuleHistory history, string by, Instant now) => history.Versions.Next(
        EffectiveFrom, now, (version, from) => new EscalationRulesDefined(version, from, Hours, Rules, by, now), (one, other) => Content(one) == Content(other));

    public static void Map(IEndpointRouteBuilder routes) =>
        Define.Map<DefineEscalationRules, EscalationRuleHistory, EscalationRulesDefined, EscalationRuleBook>(
            routes, "/escalation-rules", "The escalation rules span all organisations; yours is one.", Roles.Lead, Roles.Admin)
            .WithSummary("Defines the next version of the rules by which management is told of tickets.");

    private static EscalationRule ReadRule(Input input)
    {
        var priorities = new List<Priority>();
        foreach (var word in input.Texts("priorities", 10))
        {
            if (Words.Find<Priority>(word) is { } priority) priorities.Add(priority);
            else if (!input.Refuses("priorities")) input.Refuse("priorities", $"must be among {string.Join(", ", Enum.GetValues<Priority>().Select(Words.Of))}");
        }
        var level = input.Whole("level", 1, MostLevel);
        if (level is null) input.Require("level");
        return new EscalationRule(
            input.RequiredText("id", 50), input.RequiredWord<EscalationTrigger>("trigger"), priorities, input.Word<ClockName>("clock"), input.Whole("percent", 1, 99),
            input.Whole("hours", 1, MostHours), input.Whole("hops", 0, MostHops), level ?? 1);
    }

    private static EscalationHours ReadHours(Input input) => new(
        input.RequiredText("zone", 100),
        input.Objects("days", MostRules, day => new DayHours(day.RequiredWord<IsoDayOfWeek>("day"), day.RequiredText("from", 5), day.RequiredText("to", 5))));

    private static void Check(Input input, EscalationHours hours)
    {
        var isRight = !input.Refuses("hours.zone");
        for (var i = 0; i < hours.Days.Count; i++)
        {
            isRight &= Time($"hours.days[{i}].from", hours.Days[i].From, isEnd: false) & Time($"hours.days[{i}].to", hours.Days[i].To, isEnd: true);
            if (hours.Days[i].Day != IsoDayOfWeek.None) continue;
            isRight = false;
            if (!input.Refuses($"hours.days[{i}].day")) input.Refuse($"hours.days[{i}].day", "must be a weekday");
        }
        if (!isRight) return;
        foreach (var (field, reason) in WorkCalendar.Problems(hours.Definition(1))) input.Refuse(field == "zone" ? "hours.zone" : "hours.days", field == "zone" ? reason : $"{field} {reason}");

        bool Time(string field, string text, bool isEnd)
        {
            if (EscalationHours.IsTime(text, isEnd)) return true;
            if (!input.Refuses(field)) input.Refuse(field, "must be a time of day such as 09:00");
            return false;
        }
    }

    private static void Check(Input input, string path, EscalationRule rule, IReadOnlyList<EscalationRule> before)
    {
        if (rule.Id.Length > 0 && !IdShape().IsMatch(rule.Id)) Refuse("id", "must be a lower-case word of letters, digits and dashes");
        else if (before.Any(one => one.Id == rule.Id)) Refuse("id", "is used twice");
        if (input.Refuses($"{path}.trigger")) return; // what belongs to it cannot be told
        Belongs("percent", rule.Percent is not null, rule.Trigger == EscalationTrigger.Elapsed);
        Belongs("hours", rule.Hours is not null, rule.Trigger == EscalationTrigger.NoActivity);
        Belongs("hops", rule.Hops is not null, rule.Trigger == EscalationTrigger.Hops);
        if (rule.Clock is not null && rule.Trigger is not (EscalationTrigger.Elapsed or EscalationTrigger.Breach)) Refuse("clock", "is only for elapsed and breach");
        if (rule.Priorities.Count == 0 && rule.Trigger == EscalationTrigger.Severe) Refuse("priorities", "must say which priorities are severe");
        if (before.Index().FirstOrDefault(one => Content(one.Item with { Id = rule.Id }) == Content(rule)) is { Item: not null, Index: var same })
            Refuse("trigger", $"with all the rest says the same as rules[{same}]");

        void Belongs(string field, bool isGiven, bool isNeeded)
        {
            if (isNeeded && !isGiven) Refuse(field, "is required for this trigger");
            if (isGiven && !isNeeded) Refuse(field, "is not for this trigger");
        }

        void Refuse(string field, string reason)
        {
            if (!input.Refuses($"{path}.{field}")) input.Refuse($"{path}.{field}", reason);
        }
    }

    private static string Content(EscalationRulesDefined one) => JsonSerializer.Serialize(new { one.Hours, one.Rules }, HttpJson.Options);

    private static string Content(EscalationRule one) => JsonSerializer.Serialize(one, HttpJson.Options);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex IdShape();
}
