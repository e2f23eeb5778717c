using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.AppDatabases;
using Samokoder.AgentService.Features.Internal;
using Samokoder.AgentService.Previews;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;
using Samokoder.Data;
using Samokoder.Tests.Data;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Previews;

/// <summary>What AgentService answers to a gateway that asks who may see a preview.</summary>
public sealed class PreviewRuleTests(Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_sees_or_wakes_the_preview_of_an_owner_who_is_blocked()
    {
        await using var database = await TestDatabase.CreateAsync(stores);
        var owner = await database.AddUserAsync();
        var project = await database.AddProjectAsync(owner);
        await using var db = database.CreateDbContext();
        var preview = await db.Projects.Where(p => p.Id == project).Select(p => p.PreviewId).SingleAsync(Token);
        await using var app = await StartAsync(database);
        using var gateway = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        var rule = await gateway.GetFromJsonAsync<PreviewAccessRule>($"/internal/previews/{preview}/access", ContractJson.Options, Token);
        Assert.Equal(new PreviewAccessRule(0, PreviewAudience.Private, null), rule);

        await db.Users.Where(u => u.Id == owner).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsBlocked, true), Token);
        using var access = await gateway.GetAsync(new Uri($"/internal/previews/{preview}/access", UriKind.Relative), Token);
        using var start = await gateway.PostAsync(new Uri($"/internal/previews/{preview}/start", UriKind.Relative), null, Token);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (access.StatusCode, start.StatusCode));
    }

    private static async Task<WebApplication> StartAsync(TestDatabase database)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IDbContextFactory<SamokoderDbContext>>(database);
        builder.Services.AddSingleton<IPreviews, NoPreviews>();
        builder.Services.AddSingleton<AppDatabaseHolds>();
        var app = builder.Build();
        app.UseRouting();
        app.MapGroup("/internal").MapPreviews();
        await app.StartAsync(Token);
        return app;
    }
}
