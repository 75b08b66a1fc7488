using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ServiceDesk.Calendar;
using ServiceDesk.EventStore;

namespace ServiceDesk.Tests;

/// <summary>The program that checks certificates, run as a process of its own.</summary>
internal static class CertificateChecker
{
    private static readonly JsonSerializerOptions options = new JsonSerializerOptions().AddConventions();

    /// <summary>The exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Output)> Run(IEnumerable<string> lines)
    {
        using var checker = Process.Start(new ProcessStartInfo("dotnet", [Program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (checker.StandardOutput.ReadToEndAsync(), checker.StandardError.ReadToEndAsync());
        try
        {
            foreach (var line in lines) await checker.StandardInput.WriteLineAsync(line);
            checker.StandardInput.Close();
        }
        catch (IOException)
        {
            // It stopped at a disagreement and reads no more.
        }
        await checker.WaitForExitAsync();
        return (checker.ExitCode, await output + await error);
    }

    public static string Line(Certificate certificate) => JsonSerializer.Serialize(certificate, options);

    public static string Line(CalendarDefinition calendar) => JsonSerializer.Serialize(new
    {
        calendar.Name,
        calendar.Version,
        calendar.Zone,
        Week = calendar.Week.ToDictionary(day => day.Key.ToString().ToLowerInvariant(), day => day.Value.Select(Frame)),
        Dates = calendar.Dates.Select(day => new { Date = LocalDatePattern.Iso.Format(day.Key), Frames = day.Value.Frames.Select(Frame), Label = day.Value.Reason }),
        Yearly = calendar.Yearly.Select(day => new { Day = string.Create(CultureInfo.InvariantCulture, $"{day.Month:00}-{day.Day:00}"), Label = day.Name }),
    }, options);

    private static object Frame(Frame frame) => new { From = Time(frame.From), To = frame.To == LocalTime.Midnight ? "24:00" : Time(frame.To) };

    private static string Time(LocalTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Built together with the tests.</summary>
    private static string Program => Path.Combine(
        Repository.Root, "tests", "ServiceDesk.CertificateChecker", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug",
        "net10.0", "ServiceDesk.CertificateChecker.dll");
}
