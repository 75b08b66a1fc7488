namespace ServiceDesk.Intake.Channels;

/// <summary>The bytes of a request's body, which the server limits to 1 MiB.</summary>
internal static class RawBody
{
    public static async Task<byte[]> Read(HttpRequest request, CancellationToken cancel)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }
}
