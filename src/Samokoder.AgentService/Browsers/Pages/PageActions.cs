using System.Text.Json;
using Samokoder.AgentService.Browsers.DevTools;

namespace Samokoder.AgentService.Browsers.Pages;

/// <summary>Acts on elements as a person with a mouse and a keyboard would. Each method gives what went wrong, or null.</summary>
internal static class PageActions
{
    private const string FillScript =
        """
        function() {
          if (this.disabled || this.readOnly) return 'it is disabled or read-only';
          this.focus();
          if (this.isContentEditable) { document.getSelection().selectAllChildren(this); return ''; }
          if (typeof this.value !== 'string') return 'it takes no text';
          if (['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range'].includes(this.type)) return 'set';
          this.select?.();
          return '';
        }
        """;

    private const string SetScript =
        """
        function(value) {
          const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(this), 'value');
          own.set.call(this, value);
          this.dispatchEvent(new Event('input', { bubbles: true }));
          this.dispatchEvent(new Event('change', { bubbles: true }));
          return this.value === value ? '' : `it does not take '${value}'; this kind of field (${this.type}) wants another form`;
        }
        """;

    private const string SelectScript =
        """
        function(wanted) {
          if (this.tagName !== 'SELECT') return 'it is not a select';
          const options = [...this.options];
          const option = options.find(o => o.label.trim() === wanted || o.value === wanted);
          if (!option) return 'it has no such option; it has: ' + options.slice(0, 30).map(o => o.label.trim()).join(', ');
          this.value = option.value;
          this.dispatchEvent(new Event('input', { bubbles: true }));
          this.dispatchEvent(new Event('change', { bubbles: true }));
          return '';
        }
        """;

    /// <summary>At the middle of the element; what covers it gets the click and is named.</summary>
    private const string CoverScript =
        """
        function(x, y) {
          const hit = this.ownerDocument.elementFromPoint(x, y);
          if (!hit || this.contains(hit) || hit.contains(this) || this.labels && [...this.labels].some(l => l.contains(hit))) return '';
          return `something else covers it: <${hit.tagName.toLowerCase()}${hit.className && typeof hit.className === 'string' ? ' class="' + hit.className.slice(0, 60) + '"' : ''}>`;
        }
        """;

    public static async Task<string?> ClickAsync(this BrowserPage page, PageElement element, CancellationToken cancellationToken)
    {
        await page.SendAsync("DOM.scrollIntoViewIfNeeded", new { backendNodeId = element.BackendId }, cancellationToken);
        var quads = (await page.SendAsync("DOM.getContentQuads", new { backendNodeId = element.BackendId }, cancellationToken)).Child("quads");
        if (quads.ValueKind != JsonValueKind.Array || quads.GetArrayLength() == 0)
            return "it has no size: it is hidden";
        var (x, y) = MiddleOf(quads[0]);
        if (await CallAsync(page, element, CoverScript, [x, y], cancellationToken) is { Length: > 0 } covered)
            return covered;
        foreach (var type in (string[])["mouseMoved", "mousePressed", "mouseReleased"])
            await page.SendAsync("Input.dispatchMouseEvent", new { type, x, y, button = type == "mouseMoved" ? "none" : "left", clickCount = type == "mouseMoved" ? 0 : 1 }, cancellationToken);
        return null;
    }

    /// <summary>Replaces the content of a field.</summary>
    public static async Task<string?> TypeAsync(this BrowserPage page, PageElement element, string text, CancellationToken cancellationToken)
    {
        var problem = await CallAsync(page, element, FillScript, [], cancellationToken);
        if (problem == "set")
            return await CallAsync(page, element, SetScript, [text], cancellationToken) is { Length: > 0 } refused ? refused : null;
        if (problem.Length > 0)
            return problem;
        if (text.Length == 0)
            return await page.PressAsync("Delete", cancellationToken);
        await page.SendAsync("Input.insertText", new { text }, cancellationToken);
        return null;
    }

    public static async Task<string?> SelectAsync(this BrowserPage page, PageElement element, string option, CancellationToken cancellationToken) =>
        await CallAsync(page, element, SelectScript, [option], cancellationToken) is { Length: > 0 } problem ? problem : null;

    public static async Task<string?> PressAsync(this BrowserPage page, string name, CancellationToken cancellationToken)
    {
        if (PageKey.Find(name) is not { } key)
            return $"there is no key '{name}'. Use one character, or {string.Join(", ", PageKey.Names)}";
        await page.SendAsync("Input.dispatchKeyEvent", new { type = key.Text is null ? "rawKeyDown" : "keyDown", key = key.Key, code = key.Code, windowsVirtualKeyCode = key.Number, text = key.Text }, cancellationToken);
        await page.SendAsync("Input.dispatchKeyEvent", new { type = "keyUp", key = key.Key, code = key.Code, windowsVirtualKeyCode = key.Number }, cancellationToken);
        return null;
    }

    private static (double X, double Y) MiddleOf(JsonElement quad)
    {
        var corners = quad.EnumerateArray().Select(c => c.GetDouble()).ToArray();
        return (Enumerable.Range(0, 4).Average(i => corners[2 * i]), Enumerable.Range(0, 4).Average(i => corners[2 * i + 1]));
    }

    private static async Task<string> CallAsync(BrowserPage page, PageElement element, string function, object[] arguments, CancellationToken cancellationToken)
    {
        var resolved = await page.SendAsync("DOM.resolveNode", new { backendNodeId = element.BackendId }, cancellationToken);
        var answer = await page.SendAsync(
            "Runtime.callFunctionOn",
            new { functionDeclaration = function, objectId = resolved.Child("object").Text("objectId"), arguments = arguments.Select(value => new { value }), returnByValue = true },
            cancellationToken);
        return answer.Child("exceptionDetails").ValueKind == JsonValueKind.Undefined ? answer.Child("result").Text("value") : "the page's own code failed while this was done";
    }
}
