using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>What a channel read, or the problem with all that is wrong in it.</summary>
internal sealed record Reading<T>(T? Value, Problem? Problem) where T : class
{
    public static implicit operator Reading<T>(T value) => new(value, null);

    public static implicit operator Reading<T>(Problem problem) => new(null, problem);
}

/// <summary>Collects what is wrong, by field.</summary>
internal sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public bool Has(string field) => errors.ContainsKey(field);

    public void Add(string field, string reason)
    {
        if (!errors.TryGetValue(field, out var reasons)) errors[field] = reasons = [];
        reasons.Add(reason);
    }

    public IReadOnlyDictionary<string, string[]> ByField() => errors.ToDictionary(error => error.Key, error => error.Value.ToArray());

    public Problem ToProblem() => new(StatusCodes.Status422UnprocessableEntity, "invalid", "The request has wrong fields.", ByField());
}
