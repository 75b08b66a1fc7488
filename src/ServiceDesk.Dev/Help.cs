namespace ServiceDesk.Dev;

internal static class Help
{
    internal static string Text => $$"""
        ServiceDesk.Dev: runs and feeds a service desk on this machine.

          run [--demo]        PostgreSQL and every service, until Ctrl-C; --demo adds demonstration tickets once
          import-csv <file>   incidents of a CSV file become tickets
          prepare             roles and databases on SERVICEDESK_POSTGRES, then exit
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
          Fields without a default column: description, email, affectedSystem. The default, for ServiceNow's incident log:

        {{ImportMap.DefaultText}}
        """;
}
