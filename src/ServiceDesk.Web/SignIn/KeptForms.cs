using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using Npgsql;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

/// <summary>What was sent when the session had ended is kept for a while: whoever signs in to that account again looks it over and sends it on.</summary>
internal sealed class KeptForms(NpgsqlDataSource database, IClock clock)
{
    public const string Path = "/kept/";

    private static readonly Duration keptFor = Duration.FromHours(1);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path + "{form:guid}", Show).RequireAuthorization();

    /// <summary>Keeps the form for the account whose session the token was.</summary>
    /// <returns>Where it is found after signing in; null when there is nothing to keep or nobody to keep it for.</returns>
    public async Task<string?> Keep(HttpRequest request, string token, CancellationToken cancel)
    {
        // Nothing is received of somebody who never had a session.
        await using (var known = database.CreateCommand("select exists (select from sessions where token_hash = $1)"))
        {
            known.Parameters.Add(new() { Value = Sessions.Hash(token) });
            if (await known.ExecuteScalarAsync(cancel) is not true) return null;
        }
        if (await KeptForm.Read(request, cancel) is not { } form) return null;
        var id = new Guid(RandomNumberGenerator.GetBytes(16));
        var now = clock.GetCurrentInstant();
        await using var keep = database.CreateCommand(
            """
            with forgotten as (delete from kept_forms where expires < $4)
            insert into kept_forms (id, account, form, expires)
            select $1, account, $2, $5
            from sessions
            where token_hash = $3
            """);
        keep.Parameters.Add(new() { Value = id });
        keep.Parameters.Add(new() { Value = JsonSerializer.Serialize(form) });
        keep.Parameters.Add(new() { Value = Sessions.Hash(token) });
        keep.Parameters.Add(new() { Value = now.ToDateTimeUtc() });
        keep.Parameters.Add(new() { Value = (now + keptFor).ToDateTimeUtc() });
        return await keep.ExecuteNonQueryAsync(cancel) == 1 ? Path + id : null;
    }

    private static async Task<IResult> Show(Guid form, Visitor visitor, KeptForms forms, CancellationToken cancel) =>
        await forms.Find(form, visitor.Person!.User, cancel) is { } kept
            ? new RazorComponentResult<KeptFormPage>(new Dictionary<string, object?> { [nameof(KeptFormPage.Form)] = kept })
            : Results.LocalRedirect("/");

    private async Task<KeptForm?> Find(Guid id, string user, CancellationToken cancel)
    {
        await using var find = database.CreateCommand(
            """
            select form
            from kept_forms
            where id = $1 and account = $2 and expires > $3
            """);
        find.Parameters.Add(new() { Value = id });
        find.Parameters.Add(new() { Value = Accounts.Normalize(user) });
        find.Parameters.Add(new() { Value = clock.GetCurrentInstant().ToDateTimeUtc() });
        return await find.ExecuteScalarAsync(cancel) is string form ? JsonSerializer.Deserialize<KeptForm>(form) : null;
    }
}
