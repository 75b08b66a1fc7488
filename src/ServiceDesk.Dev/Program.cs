using System.Globalization;
using System.Runtime.InteropServices;
using CsvHelper;
using Npgsql;
using ServiceDesk.Dev.Demo;

namespace ServiceDesk.Dev;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            return await Dispatch(arguments, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
        catch (Exception failure) when (failure is Failure or NpgsqlException or HttpRequestException or IOException or CsvFormatException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }

    private static async Task<int> Dispatch(string[] arguments, CancellationToken cancel)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h") || arguments is ["help"])
        {
            Console.WriteLine(Help.Text);
            return 0;
        }
        switch (arguments.FirstOrDefault() ?? "run")
        {
            case "run": return await Run.Start(new Arguments(arguments.Skip(1), [], ["--demo"]), cancel);
            case "import-csv": return await Import(arguments, cancel);
            case "import-history": return await ImportLog(arguments, cancel);
            case "demo": return await LoadDemonstration(arguments, cancel);
            case "prepare": return await Prepare(cancel);
            case "rotate-ledger-key": return RotateLedgerKey();
            case "seed": return await SeedServices(arguments, cancel);
            default: throw new Failure($"There is no command {arguments[0]}. See --help.");
        }
    }

    private static int RotateLedgerKey()
    {
        LedgerKeys.Rotate(Secrets.Open(ServiceDeskOptions.FromEnvironment().Data));
        Console.WriteLine("From the next start on, heads of the ledger are signed with a new key, which the one before introduces.");
        return 0;
    }

    private static async Task<int> Import(string[] arguments, CancellationToken cancel)
    {
        var options = new Arguments(arguments.Skip(1), ["--url", "--key", "--organization", "--map"], ["--dry-run"]);
        if (options.Words is not [var file]) throw new Failure("Name one CSV file. See --help.");
        var import = new ImportCsv(ImportMap.Read(options["--map"]), options["--organization"] ?? Seed.Organization, Console.Out, Console.Error);
        if (options.Has("--dry-run")) return import.PrintTickets(file);
        var defaults = ServiceDeskOptions.FromEnvironment();
        var url = options["--url"] is { } given ? new Uri(given) : defaults.Url("intake");
        return await import.Send(file, url, options["--key"] ?? new Accounts(defaults.Data).Key("system"), cancel);
    }

    private static async Task<int> ImportLog(string[] arguments, CancellationToken cancel)
    {
        var options = new Arguments(arguments.Skip(1), ["--source", "--zone", "--url", "--key", "--organization", "--map"], ["--dry-run"]);
        if (options.Words is not [var file]) throw new Failure("Name one CSV file. See --help.");
        var import = new ImportHistory(ImportMap.Read(options["--map"]), options["--organization"] ?? Seed.Organization, Console.Out, Console.Error);
        if (options.Has("--dry-run")) return import.PrintLines(file);
        var defaults = ServiceDeskOptions.FromEnvironment();
        var source = options["--source"] ?? throw new Failure("Name the other system with --source. See --help.");
        var url = options["--url"] is { } given ? new Uri(given) : defaults.Url("intake");
        return await import.Send(file, new ImportTarget(url, options["--key"] ?? new Accounts(defaults.Data).Key("system"), source, options["--zone"] ?? "UTC"), cancel);
    }

    private static async Task<int> LoadDemonstration(string[] arguments, CancellationToken cancel)
    {
        var options = new Arguments(arguments.Skip(1), ["--tickets"], []);
        var desk = ServiceDeskOptions.FromEnvironment();
        var tickets = options["--tickets"] is not { } wanted ? Demonstration.Tickets
            : int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count
            : throw new Failure("--tickets needs a number.");
        await Run.LoadDemonstration(new Accounts(desk.Data), desk, tickets, cancel);
        return 0;
    }

    private static async Task<int> Prepare(CancellationToken cancel)
    {
        var options = ServiceDeskOptions.FromEnvironment();
        var server = options.Postgres ?? throw new Failure("prepare needs SERVICEDESK_POSTGRES, an administrator's connection string.");
        await new Databases(server, Secrets.Open(options.Data)).PrepareAll(cancel);
        Console.WriteLine("The databases are ready.");
        return 0;
    }

    private static async Task<int> SeedServices(string[] arguments, CancellationToken cancel)
    {
        var options = new Arguments(arguments.Skip(1), ["--intake", "--routing"], []);
        var data = ServiceDeskOptions.FromEnvironment().Data;
        var key = Environment.GetEnvironmentVariable("SERVICEDESK_BOOTSTRAP_KEY") ?? throw new Failure("seed needs SERVICEDESK_BOOTSTRAP_KEY.");
        Uri Service(string option) => new(options[option] ?? throw new Failure($"seed needs {option}."));
        Directory.CreateDirectory(data);
        var accounts = new Accounts(data);
        await Seed.Run(accounts, key, Service("--intake"), Service("--routing"), cancel);
        Console.WriteLine($"The development accounts are in {accounts.SignInsPath}, the API keys in {accounts.KeysPath}.");
        return 0;
    }
}
