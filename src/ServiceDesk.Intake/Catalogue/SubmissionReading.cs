using ServiceDesk.Contracts;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Catalogue;

/// <summary>Something wrong with a value, as the end of a sentence that begins with the field.</summary>
internal readonly record struct WrongValue(string Field, string Reason);

/// <summary>A submission as a version of the catalogue understands it.</summary>
/// <param name="Version">The catalogue's version.</param>
/// <param name="Defaults">What the type supplies because the submitter did not say.</param>
/// <param name="BaseCategory">The top of the tree above its category, where that is another.</param>
/// <param name="Absent">What the type demands and the submission lacks, by the words of corrections.</param>
/// <param name="Wrong">What does not fit the type.</param>
internal sealed record SubmissionReading(
    int Version, TypeDefaults? Defaults, string? BaseCategory, IReadOnlyList<string> Absent, IReadOnlyList<WrongValue> Wrong)
{
    /// <summary>Whether nothing is absent or wrong.</summary>
    public bool Fits => Absent.Count + Wrong.Count == 0;

    /// <summary>Everything that has to be asked for: what is absent, and what is there but does not fit; null when nothing.</summary>
    public IReadOnlyList<string>? Missing => Fits ? null : [.. Absent.Concat(Wrong.Select(one => one.Field)).Distinct()];

    /// <summary>All that is absent or wrong, by the paths of a submission.</summary>
    public IEnumerable<WrongValue> Refusals => Absent.SelectMany(Require).Concat(Wrong);

    /// <summary>The answer to a submitter who can be asked; null when nothing is absent or wrong.</summary>
    public Problem? ToProblem() => Fits
        ? null
        : new Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "The request has wrong fields.",
            Refusals.GroupBy(one => one.Field, one => one.Reason).ToDictionary(field => field.Key, field => field.Distinct().ToArray()));

    private static IEnumerable<WrongValue> Require(string field) => BaseFields.PathsOf(field)
        .Select(path => new WrongValue(path, field == BaseFields.Contact ? "is required: an e-mail address or a phone number" : "is required"));
}
