using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Models;

/// <summary>Which models a person can use: the demo model, and those of the providers that they have a key for.</summary>
internal sealed class UserModels(SamokoderDbContext db)
{
    private const int MaxLength = 200;

    /// <summary>Null when the caller can use the model.</summary>
    public async Task<InvalidRequest?> CheckAsync(Caller caller, string model, CancellationToken cancellationToken)
    {
        if (model == ServiceNames.DemoModelId)
            return null;
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == model.Length - 1 || model.Length > MaxLength || model.Any(char.IsControl))
            return Unknown("This is not the id of a model. Ids look like provider/model; the list of models has them.");
        var key = await db.ProviderKeys.FindAsync([caller.UserId, model[..slash]], cancellationToken);
        return key is null ? NoKey(model[..slash]) : null;
    }

    private static InvalidRequest NoKey(string provider) => Problem(
        ErrorCodes.KeyMissing, $"There is no key for the provider {provider}. Add one in the settings, or choose the demo model, which needs none.");

    private static InvalidRequest Unknown(string detail) => Problem(ErrorCodes.ModelUnknown, detail);

    private static InvalidRequest Problem(string code, string detail) =>
        new(code, detail) { Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["model"] = [detail] } };
}
