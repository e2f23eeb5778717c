using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Features.Runs;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.OpenApi;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Messaging;
using Samokoder.ServiceDefaults;
using Samokoder.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPostgres<SamokoderDbContext>(ServiceNames.Database).AddRedis(ServiceNames.Redis);
builder.Services.AddSamokoderData().AddMessaging();
builder.AddApiHttp().AddAuth().AddProjects().AddRuns();

var app = builder.Build();
app.UseApiHttp();
app.MapDefaultEndpoints();
app.MapApiReference();
var v1 = app.MapGroup("/v1").RequireAuthorization();
v1.MapAuth();
v1.MapProjects();
v1.MapRuns();
app.Run();
