using Npgsql;

namespace ServiceDesk.Web.SignIn;

/// <summary>Web's own database: accounts, sessions, everybody's saved views and forms that wait to be sent again, nothing else.</summary>
internal sealed class WebDatabase(NpgsqlDataSource database)
{
    // The server may start at the same moment as we do.
    private const int Attempts = 20;

    // Two processes that start at once must not create the tables at once.
    private const string OneAtATime = "select pg_advisory_xact_lock(5100);";

    public static void MapHealth(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live"));
        routes.MapGet("/health/ready", async (WebDatabase database, CancellationToken cancel) =>
            await database.Answers(cancel) ? Results.Text("ready") : Results.Text("database", statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    public async Task Prepare(CancellationToken cancel)
    {
        await using var script = typeof(WebDatabase).Assembly.GetManifestResourceStream("ServiceDesk.Web.Accounts.sql")!;
        using var reader = new StreamReader(script);
        var sql = OneAtATime + await reader.ReadToEndAsync(cancel);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var create = database.CreateCommand(sql);
                await create.ExecuteNonQueryAsync(cancel);
                return;
            }
            catch (NpgsqlException starting) when (starting.IsTransient && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            }
        }
    }

    private async Task<bool> Answers(CancellationToken cancel)
    {
        try
        {
            await using var ask = database.CreateCommand("select 1");
            await ask.ExecuteScalarAsync(cancel);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
