namespace ServiceDesk.Tests;

/// <summary>Data that is kept beside the repository and never in it.</summary>
internal static class SharedData
{
    /// <summary>The path of a file; the test is skipped when it is not there.</summary>
    public static string Find(params string[] path)
    {
        var folder = Environment.GetEnvironmentVariable("SERVICEDESK_SHARED_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data");
        var file = Path.Combine([folder, .. path]);
        if (!File.Exists(file)) Assert.Skip($"{string.Join('/', path)} is not there; SERVICEDESK_SHARED_DATA names its folder.");
        return file;
    }
}
