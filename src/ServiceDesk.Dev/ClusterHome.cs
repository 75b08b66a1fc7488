using System.Security.Cryptography;
using System.Text;

namespace ServiceDesk.Dev;

/// <summary>Where the private cluster's files live, and as whom it runs: PostgreSQL refuses root, and its user must be able to reach its files.</summary>
internal sealed record ClusterHome(string Directory, IReadOnlyList<string> Identity)
{
    private const string Elsewhere = "/var/lib/servicedesk-dev";

    internal string Data => Path.Combine(Directory, "data");

    internal string Log => Path.Combine(Directory, "postgres.log");

    internal static async Task<ClusterHome> Prepare(Secrets secrets, Action<string> say, CancellationToken cancel)
    {
        var inside = Path.Combine(secrets.Directory, "postgres");
        if (!Environment.IsPrivilegedProcess)
        {
            System.IO.Directory.CreateDirectory(inside);
            return new ClusterHome(await RealPath(inside, cancel), []);
        }
        var user = (await Command.Try(["id", "-u", "postgres"], "", cancel)).ExitCode == 0 ? "postgres" : "nobody";
        var group = await Command.Run(["id", "-g", user], cancel);
        string[] identity = [$"--reuid={user}", $"--regid={group}", "--init-groups"];
        var home = inside;
        if (!await CanReach(secrets.Directory, identity, cancel))
        {
            home = Path.Combine(Elsewhere, Name(secrets));
            await Command.Run(["install", "-d", "-m", "0755", Elsewhere], cancel);
            say($"The user {user} cannot reach {secrets.Directory}; PostgreSQL's files are in {home}.");
        }
        await Command.Run(["install", "-d", "-m", "0700", "-o", user, "-g", group, home], cancel);
        return new ClusterHome(await RealPath(home, cancel), identity);
    }

    private static async Task<bool> CanReach(string directory, string[] identity, CancellationToken cancel) =>
        (await Command.Try(["setpriv", .. identity, "--", "test", "-x", directory], "", cancel)).ExitCode == 0;

    /// <summary>The random part belongs to the secrets: without them an older cluster could not be opened, so a new one begins beside it.</summary>
    private static string Name(Secrets secrets)
    {
        var path = SHA256.HashData(Encoding.UTF8.GetBytes(secrets.Directory));
        return $"{Convert.ToHexStringLower(path.AsSpan(0, 6))}-{secrets.Get("cluster", () => Secrets.Token(6))}";
    }

    private static Task<string> RealPath(string path, CancellationToken cancel) => Command.Run(["realpath", path], cancel);
}
