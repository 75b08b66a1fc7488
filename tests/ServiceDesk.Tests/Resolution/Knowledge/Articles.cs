using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.Hosting;
using ServiceDesk.Resolution.Knowledge;
using static ServiceDesk.Tests.Desk;

namespace ServiceDesk.Tests;

/// <summary>An article and its people.</summary>
internal static class Articles
{
    public static readonly Guid Id = new("0197f0a0-0000-7000-8000-00000000000a");

    public static readonly Actor Linus = new("person-linus", [Roles.Agent], null, null);
    public static readonly Actor AcmeAgent = new("person-acme-agent", [Roles.Agent], "acme", null);
    public static readonly Actor GlobexAgent = new("person-globex-agent", [Roles.Agent], "globex", null);
    public static readonly Actor GlobexRequester = new("person-globex", [Roles.Requester], "globex", "web");

    public static readonly ArticleContent Jam = new("打印机卡纸", "zh", Audience.Requester, "hardware", null, new("打印机提示卡纸。", null, "打开后盖，取出纸张。", "纸张受潮", null));
    public static readonly ArticleContent Dry = Jam with { Sections = Jam.Sections with { Precautions = "使用干燥的纸张。" } };

    public static readonly ArticleDrafted Drafted = new("KB-000001", Jam, Ada.Id, At(1));
    public static readonly ArticleSubmitted Submitted = new(Ada.Id, At(2));
    public static readonly ArticlePublished Published = new("KB-000001", 1, Jam, Linus.Id, At(3));
    public static readonly ArticleRevised Revised = new("KB-000001", Dry, Ada.Id, At(4));
    public static readonly ArticleRetired Retired = new(Linus.Id, null, At(9));

    public static ArticlePublished PublishedFor(Audience audience, string? organization) =>
        Published with { Content = Jam with { Audience = audience, Organization = organization } };
}
