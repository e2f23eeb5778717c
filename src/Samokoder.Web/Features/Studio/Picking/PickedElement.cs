namespace Samokoder.Web.Features.Studio.Picking;

/// <summary>An element of the app's page that the person pointed at. Every field is text of the app, which may say anything.</summary>
/// <param name="Component">What the app's framework calls it; empty when it does not say.</param>
/// <param name="File">Where it was written, from the project's folder; empty when it is not known.</param>
public sealed record PickedElement(string Tag, string Text, string Selector, string Component, string File, int? Line)
{
    private const int LongestText = 200;
    private const int LongestSelector = 1000;
    private const int LongestFile = 500;

    /// <summary>With no field longer than the bridge promises.</summary>
    public PickedElement Bounded() => new(
        Cut(Tag, LongestText), Cut(Text, LongestText), Cut(Selector, LongestSelector), Cut(Component, LongestText), Cut(File, LongestFile), Line is > 0 ? Line : null);

    private static string Cut(string? text, int length) => text is null ? "" : text.Length <= length ? text : text[..length];
}
