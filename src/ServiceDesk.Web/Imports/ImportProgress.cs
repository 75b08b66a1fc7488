using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NodaTime;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.Imports;

/// <summary>How an import stands.</summary>
public enum ImportState
{
    /// <summary>Another one comes first.</summary>
    Waiting,

    Running,

    /// <summary>All of the file was read.</summary>
    Done,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>Not all of the file was read.</summary>
    Failed,
}

/// <summary>A line of a file that was refused, and why.</summary>
public sealed record RefusedLine(long Line, Problem Problem);

/// <summary>What a service answered to a line of a part.</summary>
internal sealed record AnsweredLine(long Line, int Status, ProblemDocument? Problem, bool Late, object? Summary);

/// <summary>How far an import is. What was accepted stays, however the import ends.</summary>
public sealed partial record ImportProgress(ImportState State)
{
    /// <summary>As many refused lines are kept.</summary>
    public const int MostRefused = 500;

    /// <summary>Rows that were answered.</summary>
    public long Rows { get; init; }

    /// <summary>Of the accepted rows those that made something new.</summary>
    public long Created { get; init; }

    public long Refused { get; init; }

    /// <summary>Rows of a history that came after something that happened later.</summary>
    public long Late { get; init; }

    /// <summary>The first of the refused lines.</summary>
    public ImmutableList<RefusedLine> RefusedLines { get; init; } = [];

    /// <summary>Why not all of the file was read.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The line after which nothing was read; null when all of it was or nobody knows.</summary>
    public long? BrokenAt { get; init; }

    public Instant? Ended { get; init; }

    public long Accepted => Rows - Refused;

    public bool IsOver => State is not (ImportState.Waiting or ImportState.Running);

    /// <summary>With the answers to the lines of a part.</summary>
    internal ImportProgress With(FilePart part, IReadOnlyList<AnsweredLine> answers) => Refuse(
        this with
        {
            Rows = Rows + answers.Count,
            Created = Created + answers.Count(one => one.Status == StatusCodes.Status201Created),
            Late = Late + answers.Count(one => one.Late),
        },
        answers.Where(one => one.Problem is not null).Select(one => new RefusedLine(one.Line + part.Before, one.Problem!.Of(one.Status))));

    /// <summary>With lines that are too long to be sent.</summary>
    internal ImportProgress WithTooLong(FilePart part) => Refuse(
        this with { Rows = Rows + part.TooLong.Count }, part.TooLong.Select(line => new RefusedLine(line, new Problem(StatusCodes.Status413PayloadTooLarge, "", null, "line-too-long", new Dictionary<string, string[]>(), null))));

    /// <summary>With the answer to a file that is taken as a whole or not at all: the wrong lines stand in the paths of what is wrong.</summary>
    internal ImportProgress WithWhole(long rows, Problem? problem)
    {
        if (problem is null) return this with { Rows = rows };
        var wrong = problem.Errors.Select(error => (Path: Line().Match(error.Key), error.Value)).ToList();
        var lines = wrong.Where(one => one.Path.Success)
            .GroupBy(one => long.Parse(one.Path.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), one => (Field: one.Path.Groups[2].Value, Reasons: one.Value))
            .OrderBy(one => one.Key)
            .Select(one => new RefusedLine(one.Key, problem with { Errors = one.ToDictionary(each => each.Field, each => each.Reasons) })).ToList();
        return Refuse(this with { Rows = lines.Count, Problem = lines.Count == 0 ? problem : null }, lines);
    }

    private static ImportProgress Refuse(ImportProgress progress, IEnumerable<RefusedLine> lines)
    {
        var refused = lines.ToList();
        return progress with { Refused = progress.Refused + refused.Count, RefusedLines = progress.RefusedLines.AddRange(refused.Take(MostRefused - progress.RefusedLines.Count)) };
    }

    [GeneratedRegex(@"^lines\[(\d{1,9})\]\.?(.*)\z")]
    private static partial Regex Line();
}
