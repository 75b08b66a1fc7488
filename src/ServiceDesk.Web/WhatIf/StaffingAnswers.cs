using NodaTime;

namespace ServiceDesk.Web.WhatIf;

/// <summary>How long tickets would have waited with another roster: simulated, with intervals. All durations are waits until somebody began.</summary>
public sealed record StaffingAnswer(
    Instant From, Instant To, string Position, Instant At, int Seed, int Replications, string Intervals, string Effort, int Sample, int LeftOut, IReadOnlyList<StaffingRow> Rows);

/// <summary>A team, or (null) all. Reproduced = what was recorded lies where the simulated roster puts one period.</summary>
public sealed record StaffingRow(string? Team, int Tickets, Waiting Recorded, EstimatedWaiting AsRostered, bool Reproduced, EstimatedWaiting Asked, EstimatedTime Difference);

public sealed record Waiting(Duration Wait, decimal? InTime);

public sealed record EstimatedWaiting(EstimatedTime Wait, EstimatedShare? InTime);

/// <summary>Between low and high lies the mean of endlessly many replications, with 95 % confidence.</summary>
public sealed record EstimatedTime(Duration Mean, Duration Low, Duration High);

public sealed record EstimatedShare(decimal Mean);
