using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Browsers.Pages;

/// <summary>Finds the element that a model means: by reference, or by role and name.</summary>
internal static partial class ElementSearch
{
    private const int MaxTold = 12;

    /// <returns>The element, or what to say when there is none or more than one.</returns>
    public static (PageElement? Element, string? Problem) Find(IReadOnlyList<PageElement> elements, string wanted)
    {
        var text = wanted.Trim().Trim('[', ']');
        if (elements.FirstOrDefault(e => e.Ref == text) is { } referred)
            return (referred, null);
        if (RoleAndName().Match(text) is not { Success: true } match)
            return (null, $"there is no element {wanted}. Use a ref of the newest look, or role and name as button \"Add\".");
        var (role, name) = (match.Groups["role"].Value, match.Groups["name"].Value.Trim());
        var ofRole = elements.Where(e => role.Length == 0 || e.Role.Equals(role, StringComparison.OrdinalIgnoreCase)).ToList();
        var exact = ofRole.Where(e => e.Name.Equals(name, StringComparison.Ordinal)).ToList();
        var found = exact.Count > 0 ? exact : ofRole.Where(e => e.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return found.Count switch
        {
            1 => (found[0], null),
            0 => (null, $"no {role} has the name \"{name}\". There are: {List(ofRole.Count > 0 ? ofRole : elements)}."),
            _ => (null, $"{found.Count} elements fit {wanted}: {List(found)}. Use a ref."),
        };
    }

    private static string List(IEnumerable<PageElement> elements) =>
        string.Join(", ", elements.Where(e => e.Name.Length > 0).Take(MaxTold).Select(e => $"{e.Role} \"{e.Name}\" [{e.Ref}]")) is { Length: > 0 } list ? list : "none";

    [GeneratedRegex("^(?<role>[A-Za-z]*)\\s*\"(?<name>[^\"]+)\"$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoleAndName();
}
