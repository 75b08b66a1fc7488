using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>Endpoints of channels tell their health how each message fared.</summary>
internal static class HealthReporting
{
    /// <summary>Reports every answer of an endpoint. That a caller is a stranger or too fast says nothing about the channel.</summary>
    public static RouteHandlerBuilder ReportsHealth(this RouteHandlerBuilder endpoint, string channel) => endpoint.AddEndpointFilter(async (call, next) =>
    {
        var health = call.HttpContext.RequestServices.GetRequiredService<ChannelHealth>();
        return await Report(health, channel, () => next(call));
    });

    /// <summary>Reports how one message fared.</summary>
    public static async ValueTask<object?> Report(ChannelHealth health, string channel, Func<ValueTask<object?>> take)
    {
        try
        {
            var answer = await take();
            if (answer is Problem problem) Report(health, channel, problem);
            else health.Report(channel, null);
            return answer;
        }
        catch (RefusedException refused)
        {
            Report(health, channel, refused.Problem);
            throw;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            health.Report(channel, error is StoreBusyException ? "busy" : error is BadHttpRequestException ? "malformed" : "internal");
            throw;
        }
    }

    private static void Report(ChannelHealth health, string channel, Problem problem)
    {
        if (problem.Status is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status404NotFound)) health.Report(channel, problem.Code);
    }
}
