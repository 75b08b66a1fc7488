using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ServiceDesk.Web.Shell;

/// <summary>Addresses of static files that change when the file changes, so that browsers may keep them for ever.</summary>
public sealed class StaticFiles(IWebHostEnvironment environment)
{
    private readonly ConcurrentDictionary<string, string> urls = new();

    public string Url(string path) => urls.GetOrAdd(path, static (path, files) =>
    {
        var file = files.GetFileInfo(path);
        if (!file.Exists) return "/" + path;
        using var content = file.CreateReadStream();
        return $"/{path}?v={Convert.ToHexStringLower(SHA256.HashData(content))[..12]}";
    }, environment.WebRootFileProvider);

    internal static void Serve(WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
    });
}
