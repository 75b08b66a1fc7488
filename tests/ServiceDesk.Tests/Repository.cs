namespace ServiceDesk.Tests;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Up(AppContext.BaseDirectory);

    private static string Up(string folder) => File.Exists(Path.Combine(folder, "ServiceDesk.sln"))
        ? folder
        : Up(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no ServiceDesk.sln above the tests."));
}
