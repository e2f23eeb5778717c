using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Keys;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.ApiService.Features.Keys;

internal static class KeyEndpoints
{
    public static WebApplicationBuilder AddKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(new ProviderOptions(ProviderConnections.AllowsPrivate(builder.Configuration, builder.Environment)));
        builder.Services.AddSingleton<ProviderClient>();
        builder.Services.AddScoped<PutKeyHandler>().AddScoped<TestKeyHandler>();
        builder.Services.AddHostedService<KeyRenewalService>();
        return builder;
    }

    public static void MapKeys(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/keys").WithTags("Keys");
        group.MapGet("", ListAsync).WithName("listKeys").WithSummary("The caller's provider keys, masked");
        group.MapPut("/{provider}", PutAsync).WithName("putKey").WithSummary("Store a provider key, encrypted; it is never answered again");
        group.MapDelete("/{provider}", DeleteAsync).WithName("deleteKey").WithSummary("Forget a key");
        group.MapPost("/{provider}/test", TestAsync).WithName("testKey").WithSummary("Make a real call with the key");
    }

    private static async Task<Ok<Page<KeyInfo>>> ListAsync(Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var keys = await db.ProviderKeys.AsNoTracking().Where(k => k.UserId == caller.UserId).OrderBy(k => k.Provider).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Page<KeyInfo>([.. keys.Select(k => k.ToInfo())]));
    }

    private static Task<Results<Ok<KeyInfo>, InvalidRequest>> PutAsync(
        string provider, PutKeyRequest request, Caller caller, PutKeyHandler handler, CancellationToken cancellationToken) =>
        handler.HandleAsync(provider, request, caller, cancellationToken);

    private static async Task<Results<NoContent, Missing>> DeleteAsync(string provider, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken) =>
        await db.ProviderKeys.Where(k => k.UserId == caller.UserId && k.Provider == provider).ExecuteDeleteAsync(cancellationToken) == 1
            ? TypedResults.NoContent()
            : NoKey;

    private static Task<Results<Ok<KeyTestResult>, Missing>> TestAsync(
        string provider, Caller caller, TestKeyHandler handler, CancellationToken cancellationToken) => handler.HandleAsync(provider, caller, cancellationToken);

    internal static Missing NoKey => new("There is no key for this provider. Add one first.");

    internal static KeyInfo ToInfo(this ProviderKey key) => new(key.Provider, $"…{key.Last4}", key.BaseUrl, key.CreatedAt, key.UpdatedAt);
}
