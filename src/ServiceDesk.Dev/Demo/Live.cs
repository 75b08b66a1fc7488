using System.Text.Json.Nodes;

namespace ServiceDesk.Dev.Demo;

/// <summary>Where a ticket of today stands.</summary>
internal enum Standing
{
    Untouched,
    Working,
    Waiting,
    Vendor,
    Proposed,
    Resolved,
    Closed,
    Rated,
}

/// <summary>A ticket of today, and how far its work has come. Question = what the requester is asked, where that matters.</summary>
internal sealed record LiveTicket(string Key, Submission Submission, Wording Wording, TopicWords Words, Standing Standing, string? Question)
{
    /// <summary>Whether it belongs to what is going on right now.</summary>
    internal bool IsStormy { get; init; }
}

internal static class Live
{
    /// <summary>A submission as Intake takes it.</summary>
    internal static JsonObject Content(Submission submission)
    {
        var requester = submission.Requester;
        var content = new JsonObject
        {
            ["kind"] = submission.Kind,
            ["subject"] = submission.Subject,
            ["description"] = submission.Description,
            ["requester"] = new JsonObject { ["name"] = requester.Name, ["email"] = requester.Email, ["phone"] = requester.Phone, ["organization"] = requester.Organization },
            ["impact"] = submission.Impact,
            ["urgency"] = submission.Urgency,
            ["category"] = submission.Category,
            ["channel"] = submission.Channel,
            ["language"] = submission.Language,
        };
        if (submission.System is not null) content["affectedSystem"] = submission.System;
        return content;
    }
}
