namespace ServiceDesk.Web.Registers;

/// <summary>Colours of Tabler for the words of the registers.</summary>
internal static class RegisterLook
{
    public static string State(string state) => state switch
    {
        "proposed" or "open" or "called" or "new" or "investigating" => "blue",
        "done" or "known-error" => "orange",
        "verified" or "concluded" or "held" or "resolved" => "green",
        _ => "secondary",
    };

    /// <summary>Of a change because of a problem: made is not yet judged.</summary>
    public static string Action(string state) => state switch
    {
        "verified" => "green",
        "done" => "orange",
        _ => "blue",
    };

    public static string Level(string level) => level switch
    {
        "critical" => "red",
        "high" => "orange",
        "medium" => "yellow",
        _ => "green",
    };
}
