namespace ServiceDesk.Intake.Channels;

/// <summary>The names under which channels are watched.</summary>
internal static class ChannelNames
{
    private const string webhooks = "webhooks/";

    /// <summary>The channels that there always are; others come with the tickets that name them.</summary>
    public static IReadOnlyList<string> Always { get; } = ["alertmanager", "api", "chat", "cloudevents", "email", "phone", "portal", "webhook"];

    /// <summary>The name of an inbound webhook among channels; events that it causes bear it as <c>via</c>.</summary>
    public static string Webhook(string name) => webhooks + name;

    public static bool IsWebhook(string? name) => name?.StartsWith(webhooks, StringComparison.Ordinal) == true;
}
