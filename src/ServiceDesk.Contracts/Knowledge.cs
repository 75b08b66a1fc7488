using NodaTime;

namespace ServiceDesk.Contracts;

/// <summary>For whom an article is written.</summary>
public enum Audience
{
    /// <summary>The people of the desk only.</summary>
    Agent,

    /// <summary>Everybody, for self-help.</summary>
    Requester,
}

/// <summary>The sections of an article; a draft may lack some.</summary>
/// <param name="Symptom">What is seen, or what is asked.</param>
/// <param name="Diagnosis">How to find out whether it is this.</param>
/// <param name="Steps">How it is solved, step by step.</param>
/// <param name="Cause">Why it happens.</param>
/// <param name="Precautions">How it does not happen again, and what to be careful about.</param>
public sealed record ArticleSections(string? Symptom, string? Diagnosis, string? Steps, string? Cause, string? Precautions);

/// <summary>An article as it is written: knowledge about things, not about people, and so not personal.</summary>
/// <param name="Title">One line.</param>
/// <param name="Language"><c>zh</c> or <c>en</c>.</param>
/// <param name="Audience">For whom.</param>
/// <param name="Category">The category it belongs to; null = none.</param>
/// <param name="Organization">The only organisation it is for; null = all.</param>
/// <param name="Sections">What it says.</param>
public sealed record ArticleContent(string Title, string Language, Audience Audience, string? Category, string? Organization, ArticleSections Sections);

/// <summary>Somebody began to write an article.</summary>
/// <param name="Number">For people: <c>KB-000012</c>.</param>
/// <param name="Content">What it says.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-drafted.v1")]
public sealed record ArticleDrafted(string Number, ArticleContent Content, string By, Instant At);

/// <summary>An article says something else from its next version on; the version that is published stays as it is.</summary>
/// <param name="Number">For people.</param>
/// <param name="Content">What it will say, complete.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-revised.v1")]
public sealed record ArticleRevised(string Number, ArticleContent Content, string By, Instant At);

/// <summary>What is written waits for a reviewer.</summary>
/// <param name="By">Who asks for the review.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-submitted.v1")]
public sealed record ArticleSubmitted(string By, Instant At);

/// <summary>The reviewer did not agree; it is a draft again.</summary>
/// <param name="By">The reviewer.</param>
/// <param name="Reason">What is to be changed.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-refused.v1")]
public sealed record ArticleRefused(string By, [property: Personal(nameof(ArticleRefused.By))] string Reason, Instant At);

/// <summary>The reviewer agreed: this is what the article says from now on.</summary>
/// <param name="Number">For people.</param>
/// <param name="Version">1 for the first publication.</param>
/// <param name="Content">What it says, complete.</param>
/// <param name="By">The reviewer.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-published.v1")]
public sealed record ArticlePublished(string Number, int Version, ArticleContent Content, string By, Instant At);

/// <summary>Nobody is to follow the article any more.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; null when nobody told.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-retired.v1")]
public sealed record ArticleRetired(string By, [property: Personal(nameof(ArticleRetired.By))] string? Reason, Instant At);

/// <summary>An article comes from a ticket, or belongs to it.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="TicketNumber">Its number.</param>
/// <param name="Organization">The ticket's organisation.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-linked.v1")]
public sealed record ArticleLinked(Guid Ticket, string TicketNumber, string Organization, string By, Instant At);

/// <summary>An article does not belong to a ticket after all.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="By">Who said so.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-unlinked.v1")]
public sealed record ArticleUnlinked(Guid Ticket, string By, Instant At);

/// <summary>Somebody working on a ticket followed an article. Stands with the ticket.</summary>
/// <param name="Article">The article.</param>
/// <param name="Number">Its number.</param>
/// <param name="Title">What it was called.</param>
/// <param name="Version">The version that was followed.</param>
/// <param name="Helped">Whether it helped.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-used.v1")]
public sealed record ArticleUsed(Guid Article, string Number, string Title, int Version, bool Helped, string By, Instant At);

/// <summary>An article helped a requester, who needs no ticket any more. Once per person, article and day.</summary>
/// <param name="Article">The article.</param>
/// <param name="Version">The version that was served.</param>
/// <param name="By">The requester.</param>
/// <param name="Organization">The requester's organisation.</param>
/// <param name="At">When.</param>
[StoredName("resolution.article-solved-it.v1")]
public sealed record ArticleSolvedIt(Guid Article, int Version, string By, string? Organization, Instant At);
