using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>Prometheus Alertmanager's webhook, version 4.</summary>
internal static class ReceiveAlerts
{
    public const string Channel = "alertmanager";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/channels/alertmanager",
        async (HttpRequest request, string? organization, Act act, AccessDirectory directory, Alerts alerts, CancellationToken cancel) =>
        {
            var reading = AlertmanagerPayload.Read(await RawBody.Read(request, cancel));
            if (reading.Problem is { } problem) return problem;
            var whose = ChannelOrganization.Of(act.Actor, directory, organization, "organization");
            var answer = await alerts.Take(AlertGroup.Of(reading.Value!, AlertSettings.Shipped), whose, act, cancel);
            return (IResult)TypedResults.Json(answer, HttpJson.Options, statusCode: answer.Outcome == "created" ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        })
        .For(Roles.System, Roles.Admin).ReportsHealth(Channel)
        .Accepts<object>("application/json").Produces<AlertAnswer>().Produces<AlertAnswer>(StatusCodes.Status201Created)
        .WithSummary("A notification of Alertmanager: one incident for each group of alerts, told of every change. ?organization= unless the key is bound to one.");
}
