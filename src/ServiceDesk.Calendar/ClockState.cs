namespace ServiceDesk.Calendar;

/// <summary>What a clock says at an instant.</summary>
public enum ClockState
{
    /// <summary>Neither stopped nor past its due time.</summary>
    Running,

    /// <summary>Stopped at or before its due time.</summary>
    Met,

    /// <summary>Past its due time before it stopped.</summary>
    Breached,

    /// <summary>Judged no more, because the work ended without a solution.</summary>
    Void,
}
