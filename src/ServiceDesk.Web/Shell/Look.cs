namespace ServiceDesk.Web.Shell;

/// <summary>Colours of Tabler for the words of the service desk.</summary>
internal static class Look
{
    public static string Priority(string? priority) => priority switch
    {
        "p1" => "red",
        "p2" => "orange",
        "p3" => "azure",
        _ => "secondary",
    };

    public static string Status(string status) => status switch
    {
        "new" => "purple",
        "assigned" => "blue",
        "in-progress" => "azure",
        "resolved" => "teal",
        "confirmed" => "green",
        "waiting" => "yellow",
        _ => "secondary",
    };

    public static string Mail(string state) => state switch
    {
        "sent" => "green",
        "failed" => "red",
        "queued" => "blue",
        _ => "secondary",
    };

    public static string Channel(string state) => state switch
    {
        "ok" => "green",
        "failing" => "red",
        _ => "secondary",
    };

    public static string Service(string source) => Phrases.ServiceOf(source) switch
    {
        "intake" => "purple",
        "routing" => "orange",
        "resolution" => "teal",
        _ => "secondary",
    };
}
