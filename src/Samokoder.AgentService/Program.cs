using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Budgets;
using Samokoder.AgentService.Features.Internal;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Mcp;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Runs;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Terminals;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Messaging;
using Samokoder.ServiceDefaults;
using Samokoder.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPostgres<SamokoderDbContext>(ServiceNames.Database).AddRedis(ServiceNames.Redis);
builder.Services.AddSamokoderData().AddMessaging();
builder.AddWorkspaces().AddSandboxes().AddProvisioning().AddWorkspaceCleaning().AddPreviews().AddTerminals().AddBrowsers().AddLlm().AddBudgets().AddMcp().AddRuns();

var app = builder.Build();
app.UsePlainErrors();
app.MapDefaultEndpoints();
app.MapInternal();
app.Run();
