namespace ServiceDesk.Dev;

internal static class TemporaryDirectory
{
    /// <summary>Others may pass through it, because a server that runs as another user must reach its own files inside.</summary>
    internal static string Create()
    {
        var directory = Directory.CreateTempSubdirectory("servicedesk-").FullName;
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return directory;
    }
}
