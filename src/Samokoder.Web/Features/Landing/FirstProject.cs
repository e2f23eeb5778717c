using System.Net.Http.Headers;
using System.Net.Http.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Features.Session;

namespace Samokoder.Web.Features.Landing;

/// <summary>Turns the prompt that a visitor brought along into a project that is being built.</summary>
internal sealed class FirstProject(ApiTransport transport, PromptDrafts drafts)
{
    /// <summary>The address of the new project's studio; when it cannot be created, of the list with the prompt filled in.</summary>
    public async Task<string> CreateAsync(AccessToken token, string prompt, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/projects");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Content = JsonContent.Create(new CreateProjectRequest(prompt.Trim()), options: ContractJson.Options);
        var created = await transport.SendAsync(request, ReadAsync, cancellationToken);
        if (created.Ok)
            return $"/projects/{created.Value.Project.Id}";
        var problem = created.Failure.Code == ErrorCodes.SecondFactorDue ? "" : $"&problem={Uri.EscapeDataString(created.Failure.Code ?? "")}"; // That page says it itself.
        return $"/projects?draft={drafts.Keep(prompt)}{problem}";
    }

    private static async Task<ProjectCreated> ReadAsync(HttpResponseMessage response, CancellationToken ct) =>
        await response.Content.ReadFromJsonAsync<ProjectCreated>(ContractJson.Options, ct) ?? throw new System.Text.Json.JsonException("null");
}
