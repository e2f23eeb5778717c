using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Samokoder.AgentService.Previews;

namespace Samokoder.AgentService.Verification;

/// <summary>
/// Asks the running app for its page and for every module and style sheet that the page leads to, as a browser would, and stops at the
/// first ones that do not come as they should. Fast, and it warms the dev server for the browser that comes next.
/// </summary>
internal static class ModuleWalk
{
    private const int MaxModules = 600;
    private const int MaxFailures = 5;
    private const int Parallel = 8;
    private const int MaxBytes = 4 << 20;
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(20);

    /// <returns>What is wrong, for the model; null when all of it loads.</returns>
    public static async Task<string?> FindProblemAsync(string address, string path, CancellationToken cancellationToken)
    {
        using var client = AppHttp.CreateClient(address, RequestTime);
        client.MaxResponseContentBufferSize = MaxBytes;
        var page = await GetAsync(client, AppHttp.UriFor(address, path), new ModuleRef(path, ModuleKind.Page, ""), cancellationToken);
        if (page.Problem is not null)
            return page.Problem;

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var level = Fresh(ModuleLinks.OfPage(page.Text, path), seen);
        var failures = new List<string>();
        while (level.Count > 0 && failures.Count == 0)
        {
            var loaded = await LoadAsync(client, address, level, cancellationToken);
            failures.AddRange(loaded.Select(l => l.Problem).OfType<string>());
            level = Fresh(loaded.Where(l => l.Problem is null).SelectMany(l => ModuleLinks.OfModule(l.Text, l.Module)), seen);
        }
        return failures.Count == 0 ? null : string.Join("\n\n", failures.Take(MaxFailures));
    }

    private static List<ModuleRef> Fresh(IEnumerable<ModuleRef> found, HashSet<string> seen) =>
        [.. found.Where(module => seen.Count < MaxModules && seen.Add(module.Path))];

    private static async Task<Loaded[]> LoadAsync(HttpClient client, string address, List<ModuleRef> modules, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(Parallel);
        return await Task.WhenAll(modules.Select(LoadOneAsync));

        async Task<Loaded> LoadOneAsync(ModuleRef module)
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                return await GetAsync(client, AppHttp.UriFor(address, module.Path), module, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private static async Task<Loaded> GetAsync(HttpClient client, Uri uri, ModuleRef module, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.Accept.ParseAdd(module.Kind == ModuleKind.Page ? "text/html" : "*/*");
            using var response = await client.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new Loaded(module, text, Judge(module, response.StatusCode, response.Content.Headers.ContentType, text));
        }
        catch (HttpRequestException exception)
        {
            return new Loaded(module, "", $"{module.Path} did not load: {exception.Message}{From(module)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Loaded(module, "", string.Create(CultureInfo.InvariantCulture, $"{module.Path} did not load within {RequestTime.TotalSeconds:0} s{From(module)}"));
        }
    }

    private static string? Judge(ModuleRef module, HttpStatusCode status, MediaTypeHeaderValue? type, string text)
    {
        if (status == HttpStatusCode.GatewayTimeout)
            return null; // The dev server prepares dependencies anew and will load the page again.
        if ((int)status >= 400 || ((int)status >= 300 && module.Kind != ModuleKind.Page && status != HttpStatusCode.NotModified))
            return string.Create(CultureInfo.InvariantCulture, $"{module.Path} was answered with {(int)status}{From(module)}\n{DevServerError.Explain(text)}").TrimEnd();
        if (module.Kind == ModuleKind.Page && DevServerError.FindInPage(text) is { } overlay)
            return $"{module.Path} shows an error of the dev server:\n{overlay}";
        if (module.Kind != ModuleKind.Page && type?.MediaType == "text/html")
            return $"{module.Path} does not exist: the dev server answered with the page instead{From(module)}";
        return null;
    }

    private static string From(ModuleRef module) => module.From.Length > 0 ? $" (asked for by {module.From})" : "";

    private sealed record Loaded(ModuleRef Module, string Text, string? Problem);
}
