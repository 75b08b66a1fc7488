using ServiceDesk.Verify;

const string usage = """
    Usage: ServiceDesk.Verify <export or pack> [--head <file>]... [--known <export>] [--key <id>]...
      Checks an export of the ledger (GET /ledger/entries) or the audit pack of a ticket (GET /audit/tickets/{id}/pack), without any database or network.
      --head   heads that were kept: lines as GET /ledger/head answers them. Shows that a ledger was cut off or written anew.
      --known  an export from before. Names the first entry that was changed since, also where all hashes were computed anew.
      --key    the id of a key to believe, as the operator of the desk published it. Without it the first key is believed as it comes.
    Exit code 0: all is as it was signed; 1: the first bad entry is named; 2: something cannot be read.
    """;

if (Request.Parse(args) is not { } request)
{
    Console.Error.WriteLine(usage);
    return 2;
}
try
{
    var (isRight, verdict) = request.Check();
    (isRight ? Console.Out : Console.Error).WriteLine(verdict);
    return isRight ? 0 : 1;
}
catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
