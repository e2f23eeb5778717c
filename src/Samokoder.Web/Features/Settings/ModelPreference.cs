using Microsoft.JSInterop;
using Samokoder.Contracts.Models;
using Samokoder.Web.Features.Api;

namespace Samokoder.Web.Features.Settings;

/// <summary>The models of this person, read once per circuit, and the one that this browser prefers.</summary>
public sealed class ModelPreference(ApiClient api, IJSRuntime script)
{
    private const string Key = "samokoder.model";
    private IReadOnlyList<ModelInfo>? _models;

    /// <summary>Null means: as the server chooses.</summary>
    public string? Preferred { get; private set; }

    public async Task<ApiResult<IReadOnlyList<ModelInfo>>> LoadAsync(bool again, CancellationToken cancellationToken)
    {
        if (_models is not null && !again)
            return new(_models);
        var answer = await api.GetModelsAsync(cancellationToken);
        if (!answer.Ok)
            return answer.Failure;
        _models = answer.Value.Items;
        var stored = await script.InvokeAsync<string?>("localStorage.getItem", cancellationToken, Key);
        Preferred = _models.Any(m => m.Id == stored) ? stored : null;
        return new(_models);
    }

    /// <summary>Null while models were not read, and for one that is not among them.</summary>
    public ModelInfo? Find(string? id) => _models?.FirstOrDefault(m => m.Id == id);

    public async Task PreferAsync(string? id)
    {
        Preferred = id;
        if (id is null)
            await script.InvokeVoidAsync("localStorage.removeItem", Key);
        else
            await script.InvokeVoidAsync("localStorage.setItem", Key, id);
    }
}
