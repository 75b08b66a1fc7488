using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Administration;

/// <summary>A document in its form: what is in effect, what is typed, and what came of sending it.</summary>
/// <param name="Document">Which one.</param>
/// <param name="Id">Which of many; null = there is one, or it is new.</param>
/// <param name="Shown">What stands in the form.</param>
/// <param name="Found">What stood there when the form was opened: what is typed is compared with it.</param>
/// <param name="Tag">The version that is written over; null = none is known.</param>
/// <param name="Key">The idempotency key of the form.</param>
public sealed record DocumentView(Document Document, string? Id, JsonObject Shown, JsonObject Found, string? Tag, string Key)
{
    public bool IsNew { get; init; }

    /// <summary>The id that was typed for a new one.</summary>
    public string NewId { get; init; } = "";

    /// <summary>From when on a version shall hold, as typed; and whether it shall hold for what is open.</summary>
    public string EffectiveFrom { get; init; } = "";

    public bool Running { get; init; }

    public DocumentVersion? Version { get; init; }

    public Problem? Problem { get; init; }

    /// <summary>What would change; null while nobody asked.</summary>
    public IReadOnlyList<DocumentChange>? Changes { get; init; }

    /// <summary>What somebody else changed meanwhile; null when nobody did.</summary>
    public IReadOnlyList<Collision>? Collisions { get; init; }

    public SlaPreview? Preview { get; init; }

    public Problem? PreviewProblem { get; init; }

    public IReadOnlyList<DocumentEdit> History { get; init; } = [];

    public Choices Choices { get; init; } = Choices.None;

    public bool Saved { get; init; }

    public string Address => IsNew ? $"/administration/{Document.Slug}/new" : Document.AddressOf(Id);
}

/// <summary>A field that somebody else changed while it was edited here.</summary>
public sealed record Collision(DocumentChange Theirs, DocumentChange? Mine);

/// <summary>Which version is in effect, who defined it and when.</summary>
public sealed record DocumentVersion(int? Number, Instant? EffectiveFrom, string? By, Instant? At);

/// <summary>An earlier edit, with what it changed.</summary>
public sealed record DocumentEdit(string Event, string By, Instant At, IReadOnlyList<DocumentChange>? Changes);
