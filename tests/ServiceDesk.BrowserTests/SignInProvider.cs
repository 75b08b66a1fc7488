using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;

namespace ServiceDesk.BrowserTests;

/// <summary>A provider of OAuth 2.0 with one person and one client: authorization code with PKCE, each code good for one use.</summary>
internal sealed class SignInProvider : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Dictionary<string, (string Challenge, string Return)> codes = [];
    private readonly string secret;
    private readonly string email;

    public SignInProvider(string address, string secret, string email)
    {
        (this.secret, this.email) = (secret, email);
        listener.Prefixes.Add(address.TrimEnd('/') + "/");
        listener.Start();
        _ = Serve();
    }

    /// <summary>Whether the provider vouches for the address.</summary>
    public bool IsVerified { get; set; } = true;

    public void Dispose() => listener.Close();

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                await Answer(await listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        switch (request.Url!.AbsolutePath)
        {
            case "/authorize":
                var query = HttpUtility.ParseQueryString(request.Url.Query);
                var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
                codes[code] = (query["code_challenge"]!, query["redirect_uri"]!);
                response.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
                break;
            case "/token":
                using (var reader = new StreamReader(request.InputStream))
                {
                    var form = HttpUtility.ParseQueryString(await reader.ReadToEndAsync());
                    var challenge = Base64(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"] ?? "")));
                    var good = codes.Remove(form["code"] ?? "", out var given) && given == (challenge, form["redirect_uri"]!) && form["client_secret"] == secret;
                    if (good) await Write(response, new { access_token = "a-token", token_type = "Bearer" });
                    else response.StatusCode = 400;
                }
                break;
            case "/user" when request.Headers["Authorization"] == "Bearer a-token":
                await Write(response, new { email, email_verified = IsVerified });
                break;
            default:
                response.StatusCode = 404;
                break;
        }
        response.Close();
    }

    private static async Task Write(HttpListenerResponse response, object body)
    {
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body));
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
