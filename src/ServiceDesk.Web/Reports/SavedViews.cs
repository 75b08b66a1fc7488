using Npgsql;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.Reports;

/// <summary>A page with its filters that somebody wants to see again.</summary>
public sealed record SavedView(string Name, string Address);

/// <summary>Everybody's own views: a name for an address of this site. They are a convenience and no record, so they are kept here and not in a log.</summary>
internal sealed class SavedViews(NpgsqlDataSource database)
{
    private const int Most = 50;
    private const int LongestName = 80;
    private const int LongestAddress = 2000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapForm("/saved-views", "/report-schedules", Save);
        routes.MapForm("/saved-views/forget", "/report-schedules", Forget);
    }

    public async Task<IReadOnlyList<SavedView>> Of(string person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select name, address from saved_views where person = $1 order by name");
        command.Parameters.Add(new() { Value = person });
        var views = new List<SavedView>();
        await using var row = await command.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel)) views.Add(new SavedView(row.GetString(0), row.GetString(1)));
        return views;
    }

    private static async Task<IResult> Save(IFormCollection form, HttpContext http, Visitor visitor, SavedViews views, CancellationToken cancel)
    {
        var (name, address) = (form["name"].ToString().Trim(), Local.Path(form["address"]));
        var fits = name.Length is > 0 and <= LongestName && address.Length <= LongestAddress && !name.Contains('\0');
        Flash.Set(http, !fits ? "flash.not-saved-too-long" : await views.Keep(visitor.Person!.Id, name, address, cancel) ? "flash.view-saved" : "flash.not-saved-too-many");
        return Results.LocalRedirect(address);
    }

    /// <summary>Keeps the view, in place of that of the same name; false for whoever has too many.</summary>
    private async Task<bool> Keep(string person, string name, string address, CancellationToken cancel)
    {
        await using var command = Command("""
            insert into saved_views (person, name, address)
            select $1, $2, $3 where (select count(*) from saved_views where person = $1 and name <> $2) < $4
            on conflict (person, name) do update set address = excluded.address
            """, person, name, address, Most);
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }

    private static async Task<IResult> Forget(IFormCollection form, HttpContext http, Visitor visitor, SavedViews views, CancellationToken cancel)
    {
        await using var command = views.Command("delete from saved_views where person = $1 and name = $2", visitor.Person!.Id, form["name"].ToString().Replace("\0", "", StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync(cancel);
        Flash.Set(http, "flash.register-done");
        return Results.LocalRedirect("/report-schedules");
    }

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
