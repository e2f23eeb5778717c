using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Contracts;
using Samokoder.Contracts.Models;

namespace Samokoder.ApiService.Features.Models;

internal static class ModelEndpoints
{
    public static WebApplicationBuilder AddModels(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProviderModelCache>().AddScoped<UserModels>();
        return builder;
    }

    public static void MapModels(this RouteGroupBuilder v1) => v1.MapGet("/models", ListAsync)
        .WithName("listModels").WithTags("Models").WithSummary("The models that the caller can use; always includes demo/builder");

    private static async Task<Ok<Page<ModelInfo>>> ListAsync(Caller caller, UserModels models, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<ModelInfo>(await models.ListAsync(caller, cancellationToken)));
}
