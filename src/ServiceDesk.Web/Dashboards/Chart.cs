namespace ServiceDesk.Web.Dashboards;

/// <summary>What a chart shows. Everything that is read is written by the server, in the visitor's language; the script only draws.</summary>
/// <param name="Unit">Of the axis: percent, count or hours.</param>
/// <param name="X">The places along the axis.</param>
/// <param name="Series">What is drawn.</param>
public sealed record Chart(string Unit, IReadOnlyList<string> X, IReadOnlyList<ChartSeries> Series)
{
    public bool IsEmpty => X.Count == 0 || Series.All(one => one.Points.All(point => point.Value is null));
}

/// <param name="Name">As the legend says it.</param>
/// <param name="Shape">line, area or bar.</param>
/// <param name="Colour">A colour of Tabler.</param>
/// <param name="Points">One for each place; null = nothing there.</param>
public sealed record ChartSeries(string Name, string Shape, string Colour, IReadOnlyList<ChartPoint> Points);

/// <param name="Value">The value in the axis' unit.</param>
/// <param name="Text">How it is read.</param>
/// <param name="Link">Where the tickets behind it are listed.</param>
public readonly record struct ChartPoint(decimal? Value, string? Text, string? Link);
