using NodaTime;
using ServiceDesk.Contracts;
using ServiceDesk.EventStore;
using ServiceDesk.Hosting;

namespace ServiceDesk.Intake;

/// <summary>One corrected value; null before = it had not been told.</summary>
internal sealed record ChangeView(string Field, string? Before, string After);

/// <summary>One correction.</summary>
internal sealed record CorrectionView(string By, string ByName, Instant At, string? Reason, IReadOnlyList<ChangeView> Values);

/// <summary>One message of the requester; from = the merged ticket to which it was written.</summary>
internal sealed record MessageView(
    string By, string ByName, Instant At, string Text, string Channel, string? MessageId, IReadOnlyList<string> Attachments, Guid? From, string? FromNumber);

/// <summary>One call, visit or chat.</summary>
internal sealed record ContactView(
    string By, string ByName, Instant At, ContactPurpose Purpose, CallDirection Direction, string? Caller, Duration? Length, string Transcript, string? Outcome, ContactChannel Channel);

/// <summary>Why the work ended.</summary>
internal sealed record EndView(TicketEnd Kind, string By, string ByName, Instant At, string? Reason, Guid? Into, string? IntoNumber);

/// <summary>
/// What was corrected, said and ended, in order. A requester reads the own words and calls, transcripts too: they hold nothing that was
/// not said to the requester. What others said about the same matter, in tickets merged into this one, is not the requester's to read.
/// </summary>
internal sealed class ConversationLog(IReadOnlyList<RecordedEvent> events, TicketSubmitted submitted, Actor reader, Func<string, string> nameOf)
{
    public IReadOnlyList<CorrectionView> Corrections
    {
        get
        {
            var (known, views) = (new Dictionary<string, string>(), new List<CorrectionView>());
            foreach (var one in Bodies.OfType<TicketCorrected>())
            {
                var changes = one.Values.Select(value => new ChangeView(value.Key, known.GetValueOrDefault(value.Key) ?? TicketValues.Original(submitted, value.Key), value.Value));
                views.Add(new CorrectionView(one.By, nameOf(one.By), one.At, one.Reason, [.. changes]));
                foreach (var (name, text) in one.Values) known[name] = text;
            }
            return views;
        }
    }

    public IReadOnlyList<MessageView> Messages =>
    [
        .. Bodies.OfType<MessageReceived>().Where(one => IsForReader(one.Requester)).Select(
            one => new MessageView(one.By, nameOf(one.By), one.At, one.Text, one.Channel, one.MessageId, one.Attachments, one.From, one.FromNumber)),
    ];

    public IReadOnlyList<ContactView> Contacts =>
    [
        .. Bodies.OfType<ContactRecorded>().Where(one => IsForReader(one.Requester)).Select(one => new ContactView(
            one.By, nameOf(one.By), one.At, one.Purpose, one.Incoming ? CallDirection.Incoming : CallDirection.Outgoing, one.Caller, one.Length, one.Transcript, one.Outcome,
            one.Channel ?? ContactChannel.Phone)),
    ];

    /// <summary>The last end; null when there was none.</summary>
    public EndView? End => Bodies.Select(body => body switch
    {
        TicketWithdrawn one => new EndView(TicketEnd.Withdrawn, one.By, nameOf(one.By), one.At, one.Reason, null, null),
        TicketInvalidated one => new EndView(TicketEnd.Invalid, one.By, nameOf(one.By), one.At, one.Reason, null, null),
        TicketMerged one => new EndView(TicketEnd.Merged, one.By, nameOf(one.By), one.At, one.Reason, one.Into, one.IntoNumber),
        _ => null,
    }).LastOrDefault(end => end is not null);

    private IEnumerable<object?> Bodies => events.Select(e => e.Body);

    private bool IsForReader(string requester) => !reader.SeesOnlyOwn || requester == reader.Id;
}
