namespace ServiceDesk.Analytics.Reports.Facts;

/// <summary>What was done with a ticket as a word of one letter for each step, in the order in which it happened; what is no step of any flow has no letter.</summary>
internal static class Traces
{
    /// <summary>The steps that a flow can name, with their letters.</summary>
    public static IReadOnlyDictionary<string, char> Letters { get; } = new Dictionary<string, char>
    {
        ["submitted"] = 'S',
        ["routed"] = 'R',
        ["owned"] = 'O',
        ["taken-up"] = 'T',
        ["responded"] = 'A',
        ["diagnosed"] = 'D',
        ["chosen"] = 'H',
        ["approval-needed"] = 'N',
        ["approved"] = 'P',
        ["implemented"] = 'I',
        ["verified"] = 'V',
        ["resolved"] = 'L',
        ["confirmed"] = 'C',
        ["called-back"] = 'B',
        ["auto-closed"] = 'U',
        ["closed"] = 'X',
        ["rejected"] = 'J',
        ["reopened"] = 'E',
        ["ended"] = 'W',
        ["restored"] = 'Y',
    };

    /// <summary>The word of what happened, which comes in the order in which it happened.</summary>
    public static string Of(IEnumerable<StoryFact> inOrder)
    {
        var letters = new System.Text.StringBuilder();
        foreach (var fact in inOrder) letters.Append(Of(fact));
        return letters.ToString();
    }

    private static string Of(StoryFact fact) => fact.Kind switch
    {
        StoryKind.Submitted => "S",
        StoryKind.Routed => fact.Agent is null ? "R" : "RO",
        StoryKind.Assigned or StoryKind.ImportedStep when fact.Agent is not null => "O",
        StoryKind.TakenUp => "T",
        StoryKind.Responded or StoryKind.Told => "A",
        StoryKind.Paused when fact.Yes == true || fact.Waits == Contracts.PauseReason.Requester => "A",
        StoryKind.Diagnosed => "D",
        StoryKind.Chosen => fact.Yes == true ? "HN" : "H",
        StoryKind.Approved => "P",
        StoryKind.Implemented => "I",
        StoryKind.Verified when fact.Yes == true => "V",
        StoryKind.Resolved => "L",
        StoryKind.Confirmed => "C",
        StoryKind.CalledBack => "B",
        StoryKind.Closed => fact.Yes == true ? "UX" : "X",
        StoryKind.Rejected => "J",
        StoryKind.Reopened => "E",
        StoryKind.Ended => "W",
        StoryKind.Restored => "Y",
        _ => "",
    };
}
