using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Tests;

/// <summary>What decides and what folds waits for nothing and reaches for nothing.</summary>
public class PureDecisionTests
{
    private static readonly Type[] infrastructure =
    [
        typeof(Journal), typeof(ReadModels), typeof(IEventSource), typeof(AccessDirectory), typeof(NpgsqlDataSource), typeof(NpgsqlConnection), typeof(IClock),
        typeof(HttpContext), typeof(HttpClient), typeof(CancellationToken), typeof(ILogger), typeof(IServiceProvider), typeof(TimeProvider), typeof(Random),
    ];

    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo[] pure =
    [
        .. Desk.Services.SelectMany(service => service.GetTypes())
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(type => type.GetMethods(Everything))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)) && (method.Name is "Decide" or "Evolve" || Decides(method.ReturnType))),
    ];

    [Fact]
    public void All_that_decide_and_fold_are_found() => pure.Select(method => $"{method.DeclaringType!.FullName}.{method.Name}".Replace("ServiceDesk.", "", StringComparison.Ordinal))
        .Distinct().ShouldBe(
        [
            "Analytics.Entry.Evolve",
            "Intake.ChangeRoles.Decide", "Intake.IssueKey.Issue", "Intake.IssueKey.Revoke", "Intake.RegisterOrganization.Decide", "Intake.RegisterPerson.Decide",
            "Intake.Registration.Evolve", "Intake.SubmitTicket.Decide", "Intake.Ticket.Evolve",
            "Resolution.CaseHistory.Open", "Resolution.CaseHistory.Take", "Resolution.CaseReaction.Assign", "Resolution.CaseReaction.Open", "Resolution.Close.Decide", "Resolution.Confirm.Decide", "Resolution.Diagnose.Decide",
            "Resolution.Reject.Decide", "Resolution.Resolve.Decide", "Resolution.Respond.Decide", "Resolution.Ticket.Evolve",
            "Resolution.Work.NotOpen",
            "Routing.DefineTeam.Decide", "Routing.RouteTicket.Decide", "Routing.RouteTicket.Import", "Routing.TeamLoad.Evolve", "Routing.Teams.Evolve", "Routing.Ticket.Evolve",
        ], ignoreOrder: true);

    [Fact]
    public void None_is_asynchronous() => pure
        .Where(method => method.IsDefined(typeof(AsyncStateMachineAttribute)) || method.ReturnType.GetMethod("GetAwaiter") is not null)
        .ShouldBeEmpty();

    [Fact]
    public void None_is_given_infrastructure() => pure.Where(method => method.GetParameters().Any(one => IsInfrastructure(one.ParameterType))).ShouldBeEmpty();

    [Fact]
    public void None_belongs_to_a_type_that_holds_infrastructure() =>
        pure.Where(method => method.DeclaringType!.GetFields(Everything).Any(field => IsInfrastructure(field.FieldType))).ShouldBeEmpty();

    private static bool Decides(Type returned) => returned == typeof(Decision) || returned == typeof(TicketRouted)
        || (returned.IsGenericType && returned.GetGenericArguments().Any(Decides));

    private static bool IsInfrastructure(Type type) => infrastructure.Any(one => one.IsAssignableFrom(type))
        || (type.IsGenericType && type.GetGenericArguments().Any(IsInfrastructure));
}
