using System.Text.RegularExpressions;

namespace ServiceDesk.Dev;

/// <summary>Where a usable PostgreSQL is installed.</summary>
internal sealed partial record PostgresBinaries(string Directory, int Version)
{
    internal const int Oldest = 15;

    internal string this[string program] => Path.Combine(Directory, program);

    internal static async Task<PostgresBinaries> Find(CancellationToken cancel)
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in await Candidates(cancel))
        {
            if (File.Exists(Path.Combine(directory, "initdb")) && await VersionIn(directory, cancel) is { } version) found.Add(new(directory, version));
        }
        return found.Where(binaries => binaries.Version >= Oldest).MaxBy(binaries => binaries.Version)
            ?? throw new Failure($"PostgreSQL {Oldest} or newer is not installed (Debian package: postgresql). Or name a server in SERVICEDESK_POSTGRES.");
    }

    private static async Task<List<string>> Candidates(CancellationToken cancel)
    {
        var directories = new List<string>();
        if (System.IO.Directory.Exists("/usr/lib/postgresql"))
        {
            directories.AddRange(System.IO.Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")));
        }
        var configured = await Command.Try(["bash", "-c", "pg_config --bindir"], "", cancel);
        if (configured.ExitCode == 0) directories.Add(configured.Output);
        return directories;
    }

    private static async Task<int?> VersionIn(string directory, CancellationToken cancel)
    {
        var answer = await Command.Try([Path.Combine(directory, "initdb"), "--version"], "", cancel);
        return VersionNumber().Match(answer.Output) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, null) : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionNumber();
}
