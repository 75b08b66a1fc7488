using System.Text.Json;

namespace ServiceDesk.Intake.Channels;

/// <summary>Where a value comes from: exactly one of a JSON pointer, a constant, and a template.</summary>
internal sealed record MappingSource(string? Pointer, string? Constant, string? Template)
{
    public static MappingSource At(string pointer) => new(pointer, null, null);

    public static MappingSource Always(string constant) => new(null, constant, null);

    public static MappingSource Filled(string template) => new(null, null, template);

    public string? Fault() => (Pointer, Constant, Template) switch
    {
        ({ } pointer, null, null) => JsonPointer.Fault(pointer),
        (null, { } constant, null) => constant.Length > TextTemplate.Longest ? $"is longer than {TextTemplate.Longest} characters" : null,
        (null, null, { } template) => TextTemplate.Fault(template),
        _ => "must have exactly one of pointer, constant, template",
    };

    public string? Find(JsonElement json, int enough)
    {
        if (Fault() is not null) return null;
        if (Pointer is not null) return JsonPointer.Find(json, Pointer) is { } found ? TextTemplate.TextOf(found) : null;
        var text = Constant ?? TextTemplate.Fill(Template!, json, enough);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}

/// <summary>One field of the ticket: the first source that has a value gives it; the table then says what such a value means to the desk.</summary>
internal sealed record MappedField(IReadOnlyList<MappingSource> Sources, IReadOnlyDictionary<string, string>? Values);

/// <summary>
/// How the JSON of some system becomes a ticket, by field. It is configuration and data only: nothing of it is run. <see cref="Apply"/>
/// takes what it can of a mapping that <see cref="Validate"/> refuses.
/// </summary>
internal sealed record JsonMapping(IReadOnlyDictionary<string, MappedField> Fields)
{
    /// <summary>Before the name of a field that the ticket keeps beside its own.</summary>
    public const string ExtraPrefix = "extra.";

    private const int mostSources = 20, mostValues = 500, longestValue = 1000, mostExtras = 50;

    /// <summary>Everything that is wrong with the mapping, by its path, whatever will be sent.</summary>
    public IReadOnlyDictionary<string, string[]> Validate()
    {
        var errors = new FieldErrors();
        foreach (var (field, mapped) in Fields) ValidateField(field, mapped, $"fields.{field}", errors);
        foreach (var field in TicketFields.Required.Where(field => !Fields.ContainsKey(field))) errors.Add($"fields.{field}", "is required");
        if (Fields.Keys.Count(IsExtra) > mostExtras) errors.Add("fields", $"must hold at most {mostExtras} extra fields");
        return errors.ByField();
    }

    /// <summary>The ticket's fields, and by field what is missing or wrong. It does not fail, whatever the document is.</summary>
    public MappedTicket Apply(JsonElement json)
    {
        var (texts, errors) = (new Dictionary<string, string>(), new FieldErrors());
        var extras = 0;
        foreach (var (field, mapped) in Fields.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (TicketFields.LongestOf(field) is not { } longest || (IsExtra(field) && ++extras > mostExtras)) continue;
            try
            {
                if (Find(mapped, json, longest) is not { } text) continue;
                if (text.Contains('\0', StringComparison.Ordinal)) errors.Add(field, "holds a NUL character");
                else texts[field] = text;
            }
            catch (InvalidOperationException)
            {
                errors.Add(field, "holds a lone surrogate or bytes that are no UTF-8");
            }
        }
        return MappedTicket.Of(texts, errors);
    }

    private static bool IsExtra(string field) => field.StartsWith(ExtraPrefix, StringComparison.Ordinal);

    private static string? Find(MappedField mapped, JsonElement json, int longest)
    {
        foreach (var source in mapped.Sources.Take(mostSources))
        {
            if (source.Find(json, longest) is { } text) return mapped.Values?.GetValueOrDefault(text) ?? text;
        }
        return null;
    }

    private static void ValidateField(string field, MappedField mapped, string path, FieldErrors errors)
    {
        if (TicketFields.LongestOf(field) is null) errors.Add(path, "is not a field of a ticket");
        if (mapped.Sources.Count is 0 or > mostSources) errors.Add($"{path}.sources", $"must hold 1 to {mostSources} sources");
        foreach (var (index, source) in mapped.Sources.Index())
        {
            if (source.Fault() is { } fault) errors.Add($"{path}.sources[{index}]", fault);
            else if (source.Constant is { } constant && TicketFields.Fault(field, mapped.Values?.GetValueOrDefault(constant) ?? constant) is { } wrong)
                errors.Add($"{path}.sources[{index}]", wrong);
        }
        if (mapped.Values is null) return;
        if (mapped.Values.Count > mostValues) errors.Add($"{path}.values", $"must hold at most {mostValues} values");
        foreach (var (from, to) in mapped.Values)
        {
            if (from.Length > longestValue || to.Length > longestValue) errors.Add($"{path}.values", $"must hold texts of at most {longestValue} characters");
            else if (TicketFields.Fault(field, to) is { } wrong) errors.Add($"{path}.values.{from}", wrong);
        }
    }
}
