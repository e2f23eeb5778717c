using Samokoder.ServiceDefaults;
using Samokoder.Web.Features.Account;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Features.ApiProxy;
using Samokoder.Web.Features.Landing;
using Samokoder.Web.Features.Preferences;
using Samokoder.Web.Features.Session;
using Samokoder.Web.Security;
using Samokoder.Web.Shell;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.AddTrustedProxies();
builder.AddShell();
builder.AddSession();
builder.AddApi();
builder.AddAccount();
builder.AddLanding();

var app = builder.Build();
app.UseBrowserSecurity();
app.UseShell();
app.MapDefaultEndpoints();
app.MapApiProxy();
app.MapAccount();
app.MapLanding();
app.MapPreferences();
app.MapShell();
app.Run();
