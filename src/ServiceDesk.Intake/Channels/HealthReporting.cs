using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>Endpoints of channels tell their health how each message fared.</summary>
internal static class HealthReporting
{
    /// <summary>Reports every answer of an endpoint. That a caller is a stranger, or that a person made a mistake, says nothing about the channel.</summary>
    public static RouteHandlerBuilder ReportsHealth(this RouteHandlerBuilder endpoint, string channel) => endpoint.AddEndpointFilter(async (call, next) =>
    {
        var health = call.HttpContext.RequestServices.GetRequiredService<ChannelHealth>();
        var caller = await Actor.BindAsync(call.HttpContext);
        return await Report(health, channel, caller?.Is(Roles.System) ?? true, () => next(call));
    });

    /// <summary>Reports how one message fared.</summary>
    /// <param name="health">Hears it.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="isMachine">Whether a machine sent it: what it sends wrong is wrong every time, and nobody reads the answer.</param>
    /// <param name="take">Takes the message.</param>
    public static async ValueTask<object?> Report(ChannelHealth health, string channel, bool isMachine, Func<ValueTask<object?>> take)
    {
        try
        {
            var answer = await take();
            if (answer is Problem problem) Report(health, channel, isMachine, problem);
            else health.Report(channel, null);
            return answer;
        }
        catch (RefusedException refused)
        {
            Report(health, channel, isMachine, refused.Problem);
            throw;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            health.Report(channel, error is StoreBusyException ? "busy" : error is BadHttpRequestException ? "malformed" : "internal");
            throw;
        }
    }

    private static void Report(ChannelHealth health, string channel, bool isMachine, Problem problem)
    {
        if (problem.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound) return;
        if (isMachine || problem.Status >= StatusCodes.Status500InternalServerError) health.Report(channel, problem.Code);
    }
}
