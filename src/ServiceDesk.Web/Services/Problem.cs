using System.Net;

namespace ServiceDesk.Web.Services;

/// <summary>A service's problem document, or what stands for it when the service could not be reached.</summary>
public sealed record Problem(int Status, string Title, string? Detail, string? Code, IReadOnlyDictionary<string, string[]> Errors, string? TraceId)
{
    private static readonly Dictionary<string, string[]> noErrors = [];

    public static Problem Unreachable(string service) =>
        new((int)HttpStatusCode.ServiceUnavailable, $"{service} cannot be reached.", null, "unreachable", noErrors, null);

    public static Problem Of(HttpStatusCode status) => new((int)status, $"The service answered {(int)status}.", null, null, noErrors, null);

    /// <summary>A wrong field that is found here, said in the visitor's language.</summary>
    public static Problem Field(string field, string reason) => new((int)HttpStatusCode.UnprocessableEntity, "", null, null, new Dictionary<string, string[]> { [field] = [reason] }, null);

    public bool Hidden => Status is 401 or 403 or 404;

    public bool NotYet => Code == "not-yet";

    public bool Temporary => Status is 429 or 502 or 503 or 504;

    public string[]? Of(string field) => Errors.GetValueOrDefault(field);
}

/// <summary>A problem document as it is sent.</summary>
internal sealed record ProblemDocument(string? Title, string? Detail, string? Code, Dictionary<string, string[]>? Errors, string? TraceId)
{
    public Problem Of(int status) => new(status, Title ?? $"The service answered {status}.", Detail, Code, Errors ?? [], TraceId);
}

/// <summary>What a service answered: the value, or the problem.</summary>
public readonly record struct Answer<T>(T? Value, Problem? Problem)
    where T : class
{
    /// <summary>Whether the service told what there is, be it that the visitor may not know it.</summary>
    public bool IsAnswered => Problem is null or { Hidden: true };
}
