namespace ServiceDesk.Intake.Channels;

/// <summary>Definitions of inbound webhooks for the common chats, with a sample of what each sends.</summary>
internal static class WebhookExamples
{
    /// <summary>The file beside this one.</summary>
    public static string Json { get; } = Read();

    private static string Read()
    {
        using var reader = new StreamReader(typeof(WebhookExamples).Assembly.GetManifestResourceStream("Channels/WebhookExamples.json")!);
        return reader.ReadToEnd();
    }
}
