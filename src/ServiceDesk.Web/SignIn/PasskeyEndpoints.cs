using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using ServiceDesk.Web.Shell;

namespace ServiceDesk.Web.SignIn;

/// <summary>Passkeys (WebAuthn): one is added by who is signed in, and signs in from then on. The challenge waits in a sealed cookie for its answer.</summary>
internal static class PasskeyEndpoints
{
    private const string Cookie = "servicedesk-passkey";
    private const int LongestName = 60;
    private static readonly TimeSpan lasts = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/passkeys/options", Offer).RequireAuthorization();
        routes.MapForm("/account/passkeys", "/account", Add);
        routes.MapForm("/account/passkeys/{credential}/remove", "/account", Remove);
        routes.MapPost("/sign-in/passkey/options", Ask);
        routes.MapPost("/sign-in/passkey", Enter);
    }

    // The forms' parameters make the antiforgery check apply.
    private static async Task<IResult> Offer(
        IFormCollection form, HttpContext http, Visitor visitor, IPasskeyHandler<Account> passkeys, IDataProtectionProvider seals)
    {
        var person = visitor.Person!;
        var name = Accounts.Normalize(person.User);
        var options = await passkeys.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = name, Name = person.User, DisplayName = person.Name }, http);
        Keep(http, seals, options.AttestationState);
        return Results.Text(options.CreationOptionsJson, "application/json");
    }

    private static async Task<IResult> Add(
        [FromForm] string? credential, [FromForm] string? name, HttpContext http, Visitor visitor, IPasskeyHandler<Account> passkeys, UserManager<Account> accounts,
        IDataProtectionProvider seals)
    {
        var made = await passkeys.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = http, CredentialJson = credential ?? "", AttestationState = Take(http, seals) });
        var account = await accounts.FindByIdAsync(Accounts.Normalize(visitor.Person!.User));
        if (!made.Succeeded || account is null || made.UserEntity.Id != account.Name) return Results.LocalRedirect("/account?passkey=refused");
        made.Passkey.Name = string.IsNullOrWhiteSpace(name) ? null : name.Trim()[..Math.Min(name.Trim().Length, LongestName)];
        await accounts.AddOrUpdatePasskeyAsync(account, made.Passkey);
        Flash.Set(http, "flash.passkey-added");
        return Results.LocalRedirect("/account");
    }

    private static async Task<IResult> Remove(string credential, IFormCollection form, HttpContext http, Visitor visitor, UserManager<Account> accounts)
    {
        if (!Base64Url.IsValid(credential) || await accounts.FindByIdAsync(Accounts.Normalize(visitor.Person!.User)) is not { } account) return Results.NotFound();
        await accounts.RemovePasskeyAsync(account, Base64Url.DecodeFromChars(credential));
        Flash.Set(http, "flash.passkey-removed");
        return Results.LocalRedirect("/account");
    }

    private static async Task<IResult> Ask(IFormCollection form, HttpContext http, IPasskeyHandler<Account> passkeys, IDataProtectionProvider seals)
    {
        // For whomever: the authenticator knows its accounts, and nobody learns which exist.
        var options = await passkeys.MakeRequestOptionsAsync(null, http);
        Keep(http, seals, options.AssertionState);
        return Results.Text(options.RequestOptionsJson, "application/json");
    }

    private static async Task<IResult> Enter(
        [FromForm] string? credential, [FromForm(Name = "return")] string? back, HttpContext http, IPasskeyHandler<Account> passkeys, UserManager<Account> accounts,
        Sessions sessions, IDataProtectionProvider seals, IClock clock, CancellationToken cancel)
    {
        var known = await passkeys.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = http, CredentialJson = credential ?? "", AssertionState = Take(http, seals) });
        if (!known.Succeeded) return Results.LocalRedirect(Local.Url("/sign-in", ("passkey", "refused"), ("return", back)));
        await accounts.AddOrUpdatePasskeyAsync(known.User, known.Passkey);
        await SessionAuthentication.Begin(http, known.User.User, sessions, clock, cancel);
        return Results.LocalRedirect(Local.Path(back));
    }

    private static void Keep(HttpContext http, IDataProtectionProvider seals, string? state) =>
        Cookies.Keep(http, Cookie, Seal(seals).Protect(state ?? "", lasts), lasts, SameSiteMode.Strict);

    /// <summary>The challenge that was given, once; null when there is none or it is too old.</summary>
    private static string? Take(HttpContext http, IDataProtectionProvider seals)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } kept) return null;
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = "/" });
        try
        {
            return Seal(seals).Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Seal(IDataProtectionProvider seals) => seals.CreateProtector(nameof(PasskeyEndpoints)).ToTimeLimitedDataProtector();
}
