using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting.Definitions;

namespace ServiceDesk.Resolution.Problems;

/// <summary>All versions of the rules of problem management, beginning with the one that is shipped.</summary>
internal sealed record ProblemRulesHistory(IReadOnlyList<ProblemRulesDefined> Versions) : IDefinitionHistory<ProblemRulesHistory, ProblemRulesDefined>
{
    public static string Stream => "problem-rules";

    public static ProblemRulesDefined Shipped { get; } = new(
        1, NodaConstants.UnixEpoch,
        new RepeatRule(WindowDays: 30, SameSystem: 5, SimilarText: 5, Similarity: 55, HighImpact: [Priority.P1], OrganizationWide: true, UnknownCause: [Priority.P1, Priority.P2], Regrowth: 3),
        [
            Code("hardware-failure", "硬件故障", "Hardware failure"), Code("software-defect", "软件缺陷", "Software defect"), Code("configuration", "配置错误", "Wrong configuration"),
            Code("change", "变更引起", "Caused by a change"), Code("capacity", "容量不足", "Not enough capacity"), Code("network", "网络或线路", "Network or line"),
            Code("vendor", "供应商原因", "Vendor"), Code("security", "安全事件", "Security"), Code("use", "使用不当或培训不足", "Use or lack of training"),
            Code("environment", "供电或环境", "Power or environment"), Code("other", "其他", "Other"),
        ],
        "service:resolution", NodaConstants.UnixEpoch);

    public static ProblemRulesHistory Initial { get; } = new([Shipped]);

    public ProblemRulesHistory Evolve(object @event) => @event is ProblemRulesDefined defined ? new([.. Versions, defined]) : this;

    private static CauseCode Code(string id, string chinese, string english) => new(id, new Bilingual(chinese, english));
}
