using System.Globalization;
using Samokoder.Contracts;
using Samokoder.Contracts.Models;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Settings;

/// <summary>How models are named and described to people.</summary>
internal static class Models
{
    public static string Name(ModelInfo model) => model.Id == ServiceNames.DemoModelId ? Texts.Get("Model.Demo") : model.Name;

    public static string Description(ModelInfo model) =>
        model.Id == ServiceNames.DemoModelId ? Texts.Get("Model.DemoText") : model.Description ?? "";

    /// <summary>A real model, when the person has added a key for one; else the demo.</summary>
    public static ModelInfo Best(IReadOnlyList<ModelInfo> models) =>
        models.FirstOrDefault(m => m.Id != ServiceNames.DemoModelId && m.Abilities.Tools) ?? models[0];

    public static string Facts(ModelInfo model)
    {
        var facts = new List<string>();
        if (model.ContextTokens is { } context)
            facts.Add(Texts.Get("Model.Context", (context / 1000).ToString("N0", CultureInfo.CurrentCulture)));
        if (model is { InputUsdPerMillion: { } input, OutputUsdPerMillion: { } output })
            facts.Add(input + output == 0 ? Texts.Get("Model.Free") : Texts.Get("Model.Price", Usd(input), Usd(output)));
        return string.Join(" · ", facts);
    }

    private static string Usd(decimal amount) => "$" + amount.ToString("0.##", CultureInfo.CurrentCulture);
}
