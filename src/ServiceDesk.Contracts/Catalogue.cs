using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>A text in both languages of the desk.</summary>
/// <param name="Zh">Chinese.</param>
/// <param name="En">English.</param>
public sealed record Bilingual(string Zh, string En);

/// <summary>A category of the service catalogue.</summary>
/// <param name="Id">A lower-case word.</param>
/// <param name="Parent">The category that it is a part of; null at the top of the tree.</param>
/// <param name="Names">What people see.</param>
public sealed record CatalogueCategory(string Id, string? Parent, Bilingual Names);

/// <summary>What an extra field holds.</summary>
public enum FieldType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>A calendar day, <c>2026-03-01</c>.</summary>
    Date,

    /// <summary>One of the field's choices.</summary>
    Choice,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,
}

/// <summary>One value that a field of type choice may have.</summary>
/// <param name="Value">What is submitted.</param>
/// <param name="Labels">What people see.</param>
public sealed record FieldChoice(string Value, Bilingual Labels);

/// <summary>A field that a request type asks for beside those that every ticket has.</summary>
/// <param name="Name">Its name below <c>fields</c>.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Labels">What people see.</param>
/// <param name="Required">Whether a submission without it is incomplete.</param>
/// <param name="Choices">All values that a field of type choice may have; null for other types.</param>
/// <param name="Longest">Most characters of a text; null = the usual limit.</param>
public sealed record ExtraField(string Name, FieldType Type, Bilingual Labels, bool Required, IReadOnlyList<FieldChoice>? Choices, int? Longest);

/// <summary>What a request type supplies when the submitter does not say.</summary>
/// <param name="Impact">How many it hurts.</param>
/// <param name="Urgency">How soon it hurts.</param>
/// <param name="Category">A category's id.</param>
public sealed record TypeDefaults(Impact? Impact, Urgency? Urgency, string? Category);

/// <summary>A submission prepared for filling in.</summary>
/// <param name="Id">A lower-case word, unique within its type.</param>
/// <param name="Names">What people see.</param>
/// <param name="Subject">The prepared subject.</param>
/// <param name="Description">The prepared description; null = none.</param>
/// <param name="Values">Other prepared values: by <c>impact</c>, <c>urgency</c>, <c>category</c>, <c>affectedSystem</c>, or <c>fields.</c> and the name of an extra field.</param>
public sealed record TicketTemplate(string Id, Bilingual Names, string Subject, string? Description, IReadOnlyDictionary<string, string> Values);

/// <summary>A type of request: what its form asks for.</summary>
/// <param name="Id">A lower-case word.</param>
/// <param name="Kind">The kind of all its tickets; null = the submitter says.</param>
/// <param name="Names">What people see.</param>
/// <param name="Required">Base fields without which a submission is incomplete, such as <c>urgency</c>; <c>contact</c> = an e-mail address or a phone number.</param>
/// <param name="Fields">What it asks for beside the base fields.</param>
/// <param name="Defaults">What it supplies; null = nothing.</param>
/// <param name="Templates">Prepared submissions.</param>
public sealed record RequestType(
    string Id,
    TicketKind? Kind,
    Bilingual Names,
    IReadOnlyList<string> Required,
    IReadOnlyList<ExtraField> Fields,
    TypeDefaults? Defaults,
    IReadOnlyList<TicketTemplate> Templates);

/// <summary>A version of the service catalogue was defined, complete. Stream <c>catalogue</c>; version 1 is shipped and stands in no log.</summary>
/// <param name="Version">Counts up by one.</param>
/// <param name="EffectiveFrom">From when submissions are read by it, until the next version takes effect.</param>
/// <param name="Categories">The tree of categories, in the order in which people see them.</param>
/// <param name="RequestTypes">The types, in the order in which people see them.</param>
/// <param name="By">Who defined it.</param>
/// <param name="At">When it was defined.</param>
[StoredName("intake.catalogue-defined.v1")]
public sealed record CatalogueDefined(
    int Version,
    Instant EffectiveFrom,
    IReadOnlyList<CatalogueCategory> Categories,
    IReadOnlyList<RequestType> RequestTypes,
    string By,
    Instant At) : IDefinition;
