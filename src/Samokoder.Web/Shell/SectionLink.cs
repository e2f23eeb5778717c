namespace Samokoder.Web.Shell;

/// <param name="Text">Key of its text.</param>
/// <param name="IsExact">Only this address is the page, not those beneath it.</param>
public sealed record SectionLink(string Href, string Text, string Icon, bool IsExact = false)
{
    public string TestId => "section" + Href.Replace('/', '-');
}
