using System.Text.Json.Nodes;
using NodaTime;
using ServiceDesk.Web.Administration;
using ServiceDesk.Web.Services;

namespace ServiceDesk.Web.WhatIf;

/// <summary>What other rules would have come to.</summary>
public sealed record WhatIfAnswer(Instant? From, Instant? To, string Position, Instant At, long Tickets, IReadOnlyList<WhatIfRow> Rows, long Flips, IReadOnlyList<WhatIfFlip> Flipped, bool Truncated, long RecordedDiffers)
{
    /// <summary>Of all tickets of the period those that would have had another priority.</summary>
    public IReadOnlyList<WhatIfGrade> Regraded { get; init; } = [];
}

/// <summary>How many tickets would have had one priority in place of another.</summary>
public sealed record WhatIfGrade(string Before, string After, long Tickets);

/// <summary>The clocks of one name.</summary>
public sealed record WhatIfRow(string Clock, WhatIfFigures Before, WhatIfFigures After, WhatIfFigures Difference);

public sealed record WhatIfFigures(long Met, long Breached, long Open, decimal? Attainment);

/// <summary>A round of a clock that comes to something else.</summary>
public sealed record WhatIfFlip(Guid Ticket, string Number, string Clock, int Round, string Before, string After, Duration ElapsedBefore, Duration ElapsedAfter, Duration TargetBefore, Duration TargetAfter);

/// <summary>The SLA policies in effect; each can be sent back as it is.</summary>
public sealed record SlaPolicies(int Version, JsonArray Policies);

/// <summary>A working calendar by its name.</summary>
public sealed record NamedCalendar(string Name, string Zone);

/// <summary>The table of priorities in effect.</summary>
public sealed record PriorityMatrix(int Number, IReadOnlyList<MatrixCell> Cells);

/// <summary>An agent's line of the roster, with the profile as it is.</summary>
public sealed record RosterLine(string Agent, JsonObject Profile);

/// <summary>A skill by its id.</summary>
public sealed record KnownSkill(string Id, Bilingual Names);
