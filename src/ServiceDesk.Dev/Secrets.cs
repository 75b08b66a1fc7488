using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ServiceDesk.Dev;

/// <summary>Generated passwords and keys of one data directory, kept in its secrets.json for its owner only.</summary>
public sealed class Secrets
{
    private readonly string path;
    private readonly JsonObject values;
    private readonly Lock gate = new();

    private Secrets(string path)
    {
        this.path = path;
        values = PrivateFile.ReadObject(path);
    }

    /// <summary>The directory these secrets belong to.</summary>
    public string Directory => Path.GetDirectoryName(path)!;

    /// <summary>Opens the secrets of a data directory, which is created when missing.</summary>
    public static Secrets Open(string directory)
    {
        var full = Path.GetFullPath(directory);
        System.IO.Directory.CreateDirectory(full);
        return new Secrets(Path.Combine(full, "secrets.json"));
    }

    /// <summary>The password of a database role: `SERVICEDESK_INTAKE_PASSWORD` for servicedesk_intake when that is set, else a kept one.</summary>
    public string Password(string role) =>
        Environment.GetEnvironmentVariable($"{role.ToUpperInvariant()}_PASSWORD") is { Length: > 0 } given ? given : Get(role, () => Token(24));

    internal string Get(string name, Func<string> create)
    {
        lock (gate)
        {
            if (values[name] is { } known) return known.GetValue<string>();
            var value = create();
            values[name] = value;
            PrivateFile.Write(path, values);
            return value;
        }
    }

    internal void Set(string name, string value)
    {
        lock (gate)
        {
            values[name] = value;
            PrivateFile.Write(path, values);
        }
    }

    internal bool Has(string name)
    {
        lock (gate) return values.ContainsKey(name);
    }

    /// <summary>Random bytes as text that needs no quoting in SQL, URLs and shells.</summary>
    internal static string Token(int bytes) => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
}
