namespace ServiceDesk.Dev;

internal static class Help
{
    internal static string Text => $$"""
        ServiceDesk.Dev: runs and feeds a service desk on this machine.

          run [--demo]        PostgreSQL and every service, until Ctrl-C; --demo adds a year of demonstration data once
          demo [--tickets 20000]
                              the same demonstration data into the desk that runs here, found by SERVICEDESK_DATA and SERVICEDESK_PORT_BASE
          import-csv <file>   incidents of a CSV file become tickets
          import-history <file>
                              the log of a CSV file becomes the history of tickets
          prepare             roles and databases on SERVICEDESK_POSTGRES, then exit
          rotate-ledger-key   from the next start on the ledger is signed with a new key
          seed --intake <url> --routing <url>
                              development accounts in running services; the admin key is in SERVICEDESK_BOOTSTRAP_KEY

        Environment
          SERVICEDESK_DATA       where data, keys and logs are kept (default: .data in the repository)
          SERVICEDESK_PORT_BASE  Web's port; the services follow it (default: 5100)
          SERVICEDESK_POSTGRES   an administrator's connection string of a server to use instead of a private one
          SERVICEDESK_INTAKE_PASSWORD, …_ROUTING_…, …_RESOLUTION_…, …_ANALYTICS_…, …_WEB_…, …_FEED_PASSWORD
                                 passwords of the database roles, where they are not to be generated

        import-csv <file> [--url http://127.0.0.1:5101] [--key sdk_…] [--organization demo] [--map map.json] [--dry-run]
          Each value of the key column becomes one ticket: its first row holds the opening facts, later rows are skipped.
          The key is the ticket's externalId and idempotencyKey, so sending a file again makes nothing twice.
          Without --key the system key of keys.json is used. --dry-run prints the tickets as NDJSON and sends nothing.
          Lines that fail are reported with their line number in the file; the exit code is then 1.
          A map names the column of each field; what it leaves out keeps its default. A subject joins its columns with " / ".
          Times are read as UTC. A value of impact or urgency that the map does not know fails its line.
          import-history <file> --source servicenow [--zone UTC] [--url …] [--key sdk_…] [--organization demo] [--map map.json] [--dry-run]
          Every row becomes a fact of its ticket at the row's own time: the first row of a key opens it; then each row tells one step.
          Leaving resolved or closed is a reopening; another state is what the map's history.state says of it (new, worked-on,
          awaited-requester, awaited-vendor, awaited, resolved, closed); another team or agent is an assignment; all else is an update.
          Of several rows in a row that are resolved (closed), the one at resolvedAt (closedAt) of the ticket's last row is the
          resolution (the closing), else the first; the last one happens at that time, so that a ticket ends as its last row says.
          Rows are sent in the order of the file; Intake records them in order of occurrence, and what it had to move is reported.
          The columns of history.row are a row's id under --source: sending a file again, or after it broke off, makes nothing twice.
          Times are read in --zone. Without --url, --key, --organization and --map as above.

          Fields without a default column: description, email, affectedSystem. The default, for ServiceNow's incident log:

        {{ImportMap.DefaultText}}
        """;
}
