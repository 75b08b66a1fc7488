namespace ServiceDesk.Dev.Demo;

/// <summary>One story while it is made up, step by step.</summary>
internal sealed class Telling
{
    private readonly Staff staff;
    private readonly Dice dice;
    private readonly Submission submission;
    private readonly Wording wording;
    private readonly TopicWords words;
    private readonly IReadOnlyList<ArticleText> articles;
    private readonly List<Step> steps = [];
    private DateTimeOffset at;
    private DemoAgent agent;
    private double waited;
    private bool isSlow;
    private bool cameBack;

    internal Telling(Staff staff, Dice dice, Submission submission, Wording wording, TopicWords words, IReadOnlyList<ArticleText> articles)
    {
        (this.staff, this.dice, this.submission, this.wording, this.words, this.articles) = (staff, dice, submission, wording, words, articles);
        Team = Staff.TeamOf(submission.Category);
        at = submission.At;
        agent = staff.Choose(dice, Team, submission.Language, at);
    }

    internal string Team { get; private set; }

    /// <summary>What a storm has to say of all its tickets; null = the words of the matter.</summary>
    internal StormWords? Storm { get; init; }

    /// <summary>From the opening to the first solution.</summary>
    internal void Work(double response, double resolution)
    {
        (response, isSlow) = (Math.Max(response, 0.03), dice.Happens(0.02));
        var rest = Math.Max((resolution * (isSlow ? 3 : 1)) - response, 0.08);
        if (dice.Happens(0.2)) Tell("assigned", Math.Min(response, 0.1) * dice.Share());
        Tell("answered", Math.Max(response - (at - submission.At).TotalHours, 0.01), wording.Fill(Storm?.Answer ?? dice.Of(wording.Phrases.Answers)));
        if (dice.Happens(0.1)) HandOn(rest * 0.2);
        if (Storm is null && dice.Happens(0.15)) Await("awaited-requester", rest * 0.25, Math.Min(dice.Around(7, 1.1), 150), wording.Say(words.Questions));
        if (dice.Happens(0.22)) Tell("diagnosed", rest * 0.3, wording.Say(words.Findings));
        if (Storm is null && dice.Happens(0.05)) Await("awaited-vendor", rest * 0.2, dice.Around(26, 0.8), dice.Of(wording.Phrases.Vendors));
        // Waits come on top of the work.
        Resolve(Math.Max((submission.At.AddHours(response + rest + waited) - at).TotalHours, 0.02));
    }

    /// <summary>Whether the solution held, the end, and the rating.</summary>
    internal void Finish(double surveyDays)
    {
        if (dice.Happens(0.045)) ComeBack("rejected", dice.Around(5, 0.9), wording.Phrases.Rejections);
        var isConfirmed = dice.Happens(0.4);
        if (isConfirmed) TellOfRequester("confirmed", dice.Around(6, 1), dice.Happens(0.6) ? wording.Say(wording.Phrases.Confirmations) : null);
        Close(isConfirmed ? dice.Around(0.4, 0.8) : 72 + (24 * dice.Share()), surveyDays);
        if (dice.Happens(0.016))
        {
            ComeBack("reopened", dice.Around(50, 0.7), wording.Phrases.Reopenings);
            Close(72 + (12 * dice.Share()), surveyDays);
        }
        if (dice.Happens(0.29)) Rate(Math.Min(dice.Around(20, 0.9), (surveyDays * 24) - 1));
    }

    internal IReadOnlyList<Step> Until(DateTimeOffset now) => [.. steps.TakeWhile(step => step.At < now)];

    private void Await(string what, double after, double hours, string text)
    {
        Tell(what, after, text);
        Tell("worked-on", Math.Max(hours, 0.2));
        waited += Math.Max(hours, 0.2);
    }

    private void HandOn(double after)
    {
        if (dice.Happens(0.45)) Team = Staff.ExpertsOf(Team);
        agent = staff.Choose(dice, Team, submission.Language, at, agent.User);
        Tell("assigned", after);
    }

    private void Resolve(double after)
    {
        if (Storm is null && articles.Count > 0 && dice.Happens(0.3))
        {
            var article = dice.Of(articles);
            Add(new Step("article-used", Later(after * 0.7), agent.User, Team, agent.User) { Article = article.Key, Helped = dice.Happens(0.82) });
            after *= 0.3;
        }
        Add(new Step("resolved", Later(after), agent.User, Team, agent.User)
        {
            Text = wording.Fill(Storm?.Solution ?? dice.Of(words.Solutions)),
            Cause = Storm?.Cause ?? (dice.Happens(0.7) ? wording.Say(words.Causes) : null),
        });
    }

    private void ComeBack(string what, double after, string[] reasons)
    {
        cameBack = true;
        TellOfRequester(what, after, wording.Say(reasons));
        Resolve(dice.Around(4, 0.8));
    }

    private void Close(double after, double surveyDays)
    {
        var closed = Later(Math.Max(after, 0.02));
        Add(new Step("closed", closed, agent.User, Team, agent.User) { SurveyUntil = closed.AddDays(surveyDays) });
    }

    private void Rate(double after)
    {
        double[] weights = cameBack ? [10, 16, 26, 30, 18] : isSlow ? [7, 12, 25, 34, 22] : [2, 3.5, 10, 29, 55.5];
        var score = dice.Weighted(weights) + 1;
        var comments = score switch { >= 5 => wording.Phrases.Praise, >= 3 => wording.Phrases.Neutral, _ => wording.Phrases.Complaints };
        Add(new Step("rated", Later(after), null, Team, agent.User) { Score = score, Text = dice.Happens(score <= 2 ? 0.8 : 0.35) ? dice.Of(comments) : null });
    }

    private void Tell(string what, double after, string? text = null) => Add(new Step(what, Later(after), agent.User, Team, agent.User) { Text = text });

    private void TellOfRequester(string what, double after, string? text) => Add(new Step(what, Later(after), null, Team, agent.User) { Text = text });

    private void Add(Step step)
    {
        steps.Add(step);
        at = step.At;
    }

    private DateTimeOffset Later(double hours) => at + TimeSpan.FromSeconds(Math.Max(Math.Round(hours * 3600), 1));
}
