using ServiceDesk.Hosting;

namespace ServiceDesk.Intake.Channels;

/// <summary>What a mapping made of a message, as a submission.</summary>
internal static class MappedSubmission
{
    /// <summary>By field, what the mapping or the sender left wrong.</summary>
    public static IReadOnlyDictionary<string, string[]> Errors(MappedTicket mapped, WebhookDefinition definition, Actor actor, AccessDirectory directory)
    {
        var errors = new SortedDictionary<string, string[]>(mapped.Errors.ToDictionary(), StringComparer.Ordinal);
        var named = mapped.Requester.Organization;
        if (definition.Organization is { } whose && named is not null && named != whose)
            errors["requester.organization"] = [$"must be {whose}: the webhook is that organisation's"];
        else if (ChannelOrganization.Fault(actor, directory, definition.Organization ?? named) is { } fault) errors.TryAdd("requester.organization", [fault]);
        return errors;
    }

    /// <summary>The submission. Values that the ticket has no field for stand below its description.</summary>
    public static SubmitTicket Of(MappedTicket mapped, string organization, string channel)
    {
        var description = mapped.Description ?? mapped.Subject!;
        if (mapped.Extra.Count > 0)
            description += "\n\n" + string.Join('\n', mapped.Extra.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value}"));
        return new SubmitTicket(
            mapped.Kind!.Value, mapped.Subject!, description, mapped.Requester with { Organization = organization }, mapped.Impact, mapped.Urgency, mapped.Category,
            channel, mapped.AffectedSystem, mapped.ExternalId, mapped.FaultAt, null, null)
        {
            Language = mapped.Language is null ? null : mapped.Language.Split('-')[0] is "zh" or "en" ? mapped.Language.Split('-')[0] : null,
        };
    }

    /// <summary>The message that a webhook's document is.</summary>
    /// <param name="mapped">What the mapping made of it.</param>
    /// <param name="defined">The webhook.</param>
    /// <param name="channel">The channel that its ticket names.</param>
    /// <param name="actor">Who sends it.</param>
    /// <param name="directory">Which organisations there are.</param>
    /// <param name="messageId">The message's id beside the document; what the mapping finds counts first.</param>
    /// <exception cref="RefusedException">Fields are missing or wrong; all of them are named.</exception>
    public static ChannelMessage Message(MappedTicket mapped, ChannelDefined defined, string channel, Actor actor, AccessDirectory directory, string? messageId)
    {
        var errors = Errors(mapped, defined.Definition, actor, directory);
        if (errors.Count > 0) throw new RefusedException(new Problem(StatusCodes.Status422UnprocessableEntity, "invalid", "The request has wrong fields.", errors));
        var organization = defined.Definition.Organization ?? mapped.Requester.Organization ?? actor.Organization!;
        var id = mapped.MessageId ?? messageId;
        var matter = (mapped.DedupKey, id) switch
        {
            ({ } key, _) => $"webhook\n{defined.Webhook}\n{organization}\nkey\n{key}",
            (null, { } one) => $"webhook\n{defined.Webhook}\n{organization}\nmessage\n{one}",
            _ => null,
        };
        var opening = Of(mapped, organization, channel);
        return new ChannelMessage(matter, id, opening, defined.Definition.Appends && mapped.DedupKey is not null ? opening.Description : null);
    }
}
