namespace ServiceDesk.Dev.Demo;

/// <summary>Makes up what people submit.</summary>
internal sealed class Submissions(Requesters requesters)
{
    private static readonly string[] channels = ["portal", "email", "phone", "chat"];
    private static readonly double[] channelWeights = [46, 27, 20, 7];
    private static readonly double[] topicWeights = [.. Tables.Topics.Select(topic => topic.Weight)];

    internal Topic Topic(Dice dice) => Tables.Topics[dice.Weighted(topicWeights)];

    internal (Submission Submission, Wording Wording) Make(Dice dice, Topic topic, Requester requester, DateTimeOffset at)
    {
        var wording = new Wording(dice, requester.Language, requester.Site, requesters);
        var words = topic.In(requester.Language);
        var submission = new Submission(
            topic.Kind, wording.Say(words.Subjects), wording.Describe(words.Texts), requester, Submission.ImpactOf(dice.Weighted(topic.Impact)),
            Submission.UrgencyOf(dice.Weighted(topic.Urgency)), topic.Category, topic.Channel ?? channels[dice.Weighted(channelWeights)],
            topic.Systems.Length == 0 ? null : dice.Of(topic.Systems), at);
        return (submission, wording);
    }

    /// <summary>One of the many who tell of a fault that hits many.</summary>
    internal (Submission Submission, Wording Wording) Make(Dice dice, Storm storm, Requester requester, DateTimeOffset at)
    {
        var topic = Tables.Topics.First(one => one.Id == storm.Topic);
        var (submission, wording) = Make(dice, topic, requester, at);
        var words = storm.In(requester.Language);
        return (submission with
        {
            Subject = wording.Say(words.Subjects),
            Description = wording.Describe(words.Texts),
            Impact = Submission.ImpactOf(dice.Weighted([35, 50, 15])),
            Urgency = Submission.UrgencyOf(dice.Weighted([5, 35, 60])),
            Channel = dice.Happens(0.5) ? "phone" : submission.Channel == "monitoring" ? "portal" : submission.Channel,
            System = storm.System,
        }, wording);
    }
}
