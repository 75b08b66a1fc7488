using System.Diagnostics;
using ServiceDesk.IntegrationTests.Fixtures;

namespace ServiceDesk.IntegrationTests.Mails;

/// <summary>A Postfix of its own, with configuration, queue and port of its own, from the programs of Debian's package.</summary>
internal sealed class Postfix : IAsyncDisposable
{
    private const string program = "/usr/sbin/postfix";
    private readonly string root = Directory.CreateTempSubdirectory("servicedesk-postfix-").FullName;

    /// <summary>Why it cannot be started here; null when it can.</summary>
    public static string? WhyNot =>
        !File.Exists(program) ? "Debian's package postfix is not installed" : Environment.UserName != "root" ? "Postfix is started by root only" : null;

    public int Port { get; } = SmtpSink.FreePort();

    private string Configuration => Path.Combine(root, "etc");

    /// <summary>Starts it: what is for the desk goes through the desk's own script, everything else to the sink.</summary>
    public async Task Start(string script, Uri intake, string key, int sinkPort)
    {
        await Run("chmod", "755", root);
        foreach (var part in (string[])["etc", "queue", "data"]) Directory.CreateDirectory(Path.Combine(root, part));
        // The pipe's user need not be able to reach this checkout.
        File.Copy(script, Path.Combine(root, "mail-to-desk.sh"));
        await Run("chmod", "755", Path.Combine(root, "mail-to-desk.sh"));
        await File.WriteAllTextAsync(Path.Combine(root, "key"), $"Authorization: Bearer {key}\n");
        await Run("chown", "nobody", Path.Combine(root, "key"));
        await Run("chown", "postfix", Path.Combine(root, "data"));
        await File.WriteAllTextAsync(Path.Combine(Configuration, "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {root}/queue
            data_directory = {root}/data
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file_prefixes = {root}
            maillog_file = {root}/mail.log
            myhostname = mx.servicedesk.example
            mydestination =
            relay_domains = servicedesk.example
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            smtp_dns_support_level = disabled
            smtp_tls_security_level = none
            smtpd_relay_restrictions = permit_mynetworks, reject
            local_recipient_maps =
            alias_maps =
            alias_database =
            recipient_delimiter = +
            transport_maps = inline:{"{"} servicedesk.example=desk: {"}"}
            desk_destination_recipient_limit = 1
            relayhost = [127.0.0.1]:{sinkPort}
            message_size_limit = 26214400
            queue_run_delay = 5s
            minimal_backoff_time = 5s

            """);
        await File.WriteAllTextAsync(Path.Combine(Configuration, "master.cf"), $"""
            127.0.0.1:{Port} inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd
            desk unix - n n - 4 pipe flags=DORX user=nobody argv={root}/mail-to-desk.sh {intake} {root}/key

            """);
        await Run(program, "-c", Configuration, "start");
    }

    public string Log => File.Exists(Path.Combine(root, "mail.log")) ? File.ReadAllText(Path.Combine(root, "mail.log")) : "";

    private static async Task Run(string file, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var told = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{file} {string.Join(' ', arguments)}: {told}");
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Configuration, "master.cf"))) await Run(program, "-c", Configuration, "stop");
        Directory.Delete(root, recursive: true);
    }
}
