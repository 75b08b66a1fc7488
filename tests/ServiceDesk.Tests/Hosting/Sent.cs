using System.Buffers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using ServiceDesk.Hosting;
using ServiceDesk.Intake.Catalogue;
using ServiceDesk.Resolution.Closing;
using ServiceDesk.Resolution.Sla;
using ServiceDesk.Resolution.Solution;
using ServiceDesk.Routing.Grading;

namespace ServiceDesk.Tests;

/// <summary>Bodies as they arrive over HTTP, at a desk that knows nobody yet.</summary>
internal static class Sent
{
    // Directory, catalogue, rules and calendars have read nothing and are not refreshed, so they need no log.
    public static readonly IServiceProvider Nobody = new ServiceCollection()
        .AddSingleton(new AccessDirectory(null!, NullLogger<AccessDirectory>.Instance))
        .AddSingleton(new Catalogues(null!, SystemClock.Instance, NullLogger<Catalogues>.Instance))
        .AddSingleton(new ApprovalRuleBook(null!, SystemClock.Instance, NullLogger<ApprovalRuleBook>.Instance))
        .AddSingleton(new ClosingRules(null!, SystemClock.Instance, NullLogger<ClosingRules>.Instance))
        .AddSingleton(new GradingBook(null!, SystemClock.Instance, NullLogger<GradingBook>.Instance))
        .AddSingleton(new SlaBook(null!, NullLogger<SlaBook>.Instance))
        .BuildServiceProvider();

    public static T Read<T>(string json, Actor? actor = null) where T : IInput<T> => Read<T>(Encoding.UTF8.GetBytes(json), actor);

    public static T Read<T>(byte[] utf8, Actor? actor = null) where T : IInput<T> => Input.Parse<T>(new ReadOnlySequence<byte>(utf8), actor ?? Desk.Root, Nobody);

    public static Problem Refusal<T>(string json, Actor? actor = null) where T : IInput<T> => Refusal<T>(Encoding.UTF8.GetBytes(json), actor);

    public static Problem Refusal<T>(byte[] utf8, Actor? actor = null) where T : IInput<T> =>
        Should.Throw<RefusedException>(() => { Read<T>(utf8, actor); }).Problem;

    public static void ShouldRefuse(this Problem problem, int status, params string[] fields)
    {
        problem.Status.ShouldBe(status);
        problem.Code.ShouldBe(status == 400 ? "malformed" : "invalid");
        problem.Errors.ShouldNotBeNull().Keys.ShouldBe(fields);
    }
}
