using Microsoft.AspNetCore.Http;
using Samokoder.Contracts;
using Samokoder.Contracts.Files;
using Samokoder.Contracts.Previews;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>An agent that has everything that it is asked for.</summary>
internal static class ContractAgent
{
    public static Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.Contains("/previews/", StringComparison.Ordinal))
            return context.Response.WriteAsJsonAsync(new PreviewState("x", Guid.Empty, PreviewStatus.Stopped, null, null, []), ContractJson.Options);
        if (path.EndsWith("/files", StringComparison.Ordinal))
            return context.Response.WriteAsJsonAsync(new FileTree([]), ContractJson.Options);
        if (HttpMethods.IsGet(context.Request.Method))
            return context.Response.WriteAsync("text");
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
