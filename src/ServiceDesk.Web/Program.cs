using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.ResponseCompression;
using NodaTime;
using Npgsql;
using ServiceDesk.Hosting;
using ServiceDesk.Web.Administration;
using ServiceDesk.Web.Audit;
using ServiceDesk.Web.Channels;
using ServiceDesk.Web.Dashboards;
using ServiceDesk.Web.Imports;
using ServiceDesk.Web.Knowledge;
using ServiceDesk.Web.Portal;
using ServiceDesk.Web.Registers;
using ServiceDesk.Web.Reports;
using ServiceDesk.Web.Services;
using ServiceDesk.Web.Shell;
using ServiceDesk.Web.SignIn;
using ServiceDesk.Web.Tickets;
using ServiceDesk.Web.WhatIf;
using ServiceDesk.Web.Work;

// The files to serve stand beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddDeskDefaults("web");
builder.WebHost.UseStaticWebAssets();

var services = builder.Services;
services.AddSingleton<IClock>(NodaTime.SystemClock.Instance);
services.AddSingleton(NpgsqlDataSource.Create(
    builder.Configuration.GetConnectionString("Web") ?? throw new InvalidOperationException("ConnectionStrings:Web is missing.")));
services.AddSingleton<Accounts>().AddSingleton<Sessions>().AddSingleton<KeptForms>().AddSingleton<DevelopmentAccounts>().AddSingleton<WebDatabase>();
services.AddSingleton<StaticFiles>().AddSingleton<PersonTokens>().AddMemoryCache();
services.AddHttpContextAccessor().AddScoped<Visitor>().AddScoped<Phrases>().AddScoped<Names>();
services.AddScoped<Colleagues>().AddScoped<TicketPages>();
services.AddScoped<ReportReader>().AddScoped<ReportWords>().AddSingleton<SavedViews>();
LongWork.Add(services);
services.AddSingleton<WhatIfJobs>().AddSingleton<ImportJobs>();
AuditConsole.Add(services);
services.AddHttpClient<ServicesClient>(client => client.Timeout = TimeSpan.FromSeconds(15));
services.AddHttpClient(nameof(LiveLogs), client => client.Timeout = TimeSpan.FromSeconds(30));
services.AddSingleton<LiveLogs>();
services.AddLocalization(options => options.ResourcesPath = "Resources");
var authentication = services.AddAuthentication(SessionAuthentication.SchemeName)
    .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
ExternalSignIn.Add(services, authentication, builder.Configuration);
// Names are whatever the desk allows.
services.AddIdentityCore<Account>(options => options.User.AllowedUserNameCharacters = "").AddUserStore<PasskeyStore>();
services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
services.AddAuthorization();
services.AddAntiforgery(options =>
{
    options.Cookie.Name = "servicedesk-form";
    options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
});
services.AddRazorComponents();
// Chinese stays readable in the page's source instead of becoming one entity per character.
services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
// Only files: pages hold secrets, whose size compression would give away.
services.AddResponseCompression(options => options.MimeTypes = ["text/css", "text/javascript", "image/svg+xml"]);
// Browsers keep them for ever, so they are compressed seldom and may take a while.
services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
if (builder.Configuration["Web:KeysPath"] is { Length: > 0 } keys)
    services.AddDataProtection().SetApplicationName("servicedesk-web").PersistKeysToFileSystem(new DirectoryInfo(keys));

var app = builder.Build();
// A wrong key stops the start, not the first person.
app.Services.GetRequiredService<PersonTokens>();
await app.Services.GetRequiredService<WebDatabase>().Prepare(CancellationToken.None);
await app.Services.GetRequiredService<DevelopmentAccounts>().Import(CancellationToken.None);

Proxies.Believe(app);
SecurityHeaders.Add(app);
app.UseResponseCompression();
StaticFiles.Serve(app);
Language.Apply(app);
Failures.Show(app);
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();

app.MapGet("/", (Visitor visitor) => Results.LocalRedirect(Sections.Home(visitor.Person))).RequireAuthorization();
WebDatabase.MapHealth(app);
Language.Map(app);
Theme.Map(app);
LiveEndpoint.Map(app);
SignInEndpoints.Map(app);
KeptForms.Map(app);
ExternalSignIn.Map(app);
PasskeyEndpoints.Map(app);
AccountEndpoints.Map(app);
TicketList.Map(app);
DuplicateClusters.Map(app);
NewTicket.Map(app);
TicketEndpoints.Map(app);
TicketExplanations.Map(app);
Bulk.Map(app);
WorkEndpoints.Map(app);
AttachmentEndpoints.Map(app);
ChannelEndpoints.Map(app);
AuditConsole.Map(app);
KnowledgeEndpoints.Map(app);
DashboardEndpoints.Map(app);
ReportEndpoints.Map(app);
ServiceReports.Map(app);
PortalEndpoints.Map(app);
AdministrationEndpoints.Map(app);
ImportEndpoints.Map(app);
CitedReportEndpoint.Map(app);
WhatIfEndpoint.Map(app);
ScheduleEndpoints.Map(app);
SavedViews.Map(app);
RegisterEndpoints.Map(app);
ScoreEndpoints.Map(app);
await app.RunAsync();
