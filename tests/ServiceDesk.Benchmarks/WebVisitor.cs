using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ServiceDesk.Dev;

namespace ServiceDesk.Benchmarks;

/// <summary>Somebody who is signed in to Web: cookies, a connection that stays open, and files as they travel.</summary>
internal sealed partial class WebVisitor : IDisposable
{
    private readonly HttpClient client;

    private WebVisitor(Uri web)
    {
        client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), MaxConnectionsPerServer = 4 }) { BaseAddress = web };
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        client.DefaultRequestHeaders.Add("Accept-Language", "zh-CN");
    }

    public static async Task<WebVisitor> SignIn(Uri web, SignIn account, CancellationToken cancel)
    {
        var visitor = new WebVisitor(web);
        var token = AntiforgeryToken().Match(await visitor.Read("/sign-in", cancel)).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("user", account.User), new("password", account.Password), new("return", "/account"), new("__RequestVerificationToken", token)]);
        using var answer = await visitor.client.PostAsync("/sign-in", form, cancel);
        if (!answer.IsSuccessStatusCode) throw new Failure($"{account.User} cannot sign in to Web: {(int)answer.StatusCode}.");
        return visitor;
    }

    /// <summary>Every page that the navigation leads this person to.</summary>
    public async Task<IReadOnlyList<string>> Places(CancellationToken cancel)
    {
        var places = new List<string>();
        foreach (var section in Links(SiteNavigation().Match(await Read("/", cancel)).Value))
        {
            IReadOnlyList<string> within = Links(SectionNavigation().Match(await Read(section, cancel)).Value);
            places.AddRange(within.Count > 0 ? within : [section]);
        }
        return [.. places.Distinct()];
    }

    /// <summary>One request and its whole answer.</summary>
    public async Task<string> Read(string path, CancellationToken cancel) => Encoding.UTF8.GetString(await Load(path, cancel));

    /// <summary>Something that is never over, such as a stream of events.</summary>
    public Task<Stream> Listen(string path, CancellationToken cancel) => client.GetStreamAsync(path, cancel);

    /// <summary>What a browser that has nothing yet loads for the page: the page, its part that comes later, style sheets, scripts and what those sheets name.</summary>
    public async Task<(int Bytes, bool HasCharts)> FirstLoad(string path, CancellationToken cancel)
    {
        var page = await Read(path, cancel);
        var bytes = Encoding.UTF8.GetByteCount(page);
        foreach (var later in Later().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, later);
            request.Headers.Add("HX-Request", "true");
            using var answer = await client.SendAsync(request, cancel);
            bytes += (await answer.Content.ReadAsByteArrayAsync(cancel)).Length;
        }
        foreach (var file in Files().Matches(page).Select(match => match.Groups[1].Value).Distinct())
        {
            bytes += (await Load(file, cancel)).Length;
            if (file.Contains(".css", StringComparison.Ordinal)) bytes += await Named(file, cancel);
        }
        return (bytes, page.Contains("echarts", StringComparison.Ordinal));
    }

    public void Dispose() => client.Dispose();

    private async Task<int> Named(string sheet, CancellationToken cancel)
    {
        using var plain = new HttpRequestMessage(HttpMethod.Get, sheet);
        plain.Headers.AcceptEncoding.ParseAdd("identity");
        using var answer = await client.SendAsync(plain, cancel);
        var bytes = 0;
        foreach (var url in Urls().Matches(await answer.Content.ReadAsStringAsync(cancel)).Select(match => match.Groups[1].Value).Distinct())
            bytes += (await Load(new Uri(new Uri(client.BaseAddress!, sheet), url).PathAndQuery, cancel)).Length;
        return bytes;
    }

    private async Task<byte[]> Load(string path, CancellationToken cancel)
    {
        using var answer = await client.GetAsync(path, cancel);
        if (!answer.IsSuccessStatusCode) throw new Failure($"{path} answers {(int)answer.StatusCode}.");
        return await answer.Content.ReadAsByteArrayAsync(cancel);
    }

    private static string[] Links(string navigation) => [.. Link().Matches(navigation).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]* value="([^"]+)""")]
    private static partial Regex AntiforgeryToken();

    [GeneratedRegex("""<nav class="site-nav".*?</nav>""", RegexOptions.Singleline)]
    private static partial Regex SiteNavigation();

    [GeneratedRegex("""<nav class="section-nav.*?</nav>""", RegexOptions.Singleline)]
    private static partial Regex SectionNavigation();

    [GeneratedRegex("""<a [^>]*href="([^"]+)""")]
    private static partial Regex Link();

    [GeneratedRegex("""hx-get="([^"]+)" hx-trigger="load""")]
    private static partial Regex Later();

    [GeneratedRegex("""<(?:link|script)[^>]* (?:href|src)="(/[^"]+)""")]
    private static partial Regex Files();

    [GeneratedRegex("""url\(["']?(?!data:|#)([^"')]+)""")]
    private static partial Regex Urls();
}
