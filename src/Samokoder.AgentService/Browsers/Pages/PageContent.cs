namespace Samokoder.AgentService.Browsers.Pages;

/// <summary>What a page shows, as its own script engine measures it.</summary>
/// <param name="TextLength">Characters of visible text.</param>
/// <param name="Elements">Visible pictures, controls, tables and painted boxes; counting stops at 50.</param>
/// <param name="Overlay">What the dev server's error overlay says; empty when it is not there.</param>
internal sealed record PageContent(string Url, string Title, int TextLength, int Elements, string Overlay)
{
    public bool IsBlank => TextLength == 0 && Elements == 0;

    /// <summary>Runs in the page. The page could lie; it then lies to its own author.</summary>
    public const string Script =
        """
        (() => {
          const overlay = document.querySelector('vite-error-overlay');
          const body = document.body;
          const result = { url: location.href, title: document.title, textLength: 0, elements: 0, overlay: (overlay?.shadowRoot?.textContent ?? '').slice(0, 100) };
          if (overlay?.shadowRoot) {
            const part = (name) => overlay.shadowRoot.querySelector(name)?.textContent.trim() ?? '';
            result.overlay = [part('.message-body') || part('.message'), part('.file'), part('.frame')].filter(Boolean).join('\n').slice(0, 4000);
          }
          if (!body) return result;
          result.textLength = body.innerText.trim().length;
          const solid = new Set(['IMG', 'SVG', 'CANVAS', 'VIDEO', 'INPUT', 'BUTTON', 'SELECT', 'TEXTAREA', 'IFRAME', 'TABLE', 'HR']);
          let looked = 0;
          for (const element of body.querySelectorAll('*')) {
            if (looked++ > 2000 || result.elements >= 50) break;
            const box = element.getBoundingClientRect();
            if (box.width < 2 || box.height < 2) continue;
            const style = getComputedStyle(element);
            if (style.visibility !== 'visible' || style.opacity === '0') continue;
            const painted = style.backgroundImage !== 'none' || (style.backgroundColor !== 'rgba(0, 0, 0, 0)' && element.parentElement !== body);
            if (solid.has(element.tagName.toUpperCase()) || painted) result.elements++;
          }
          return result;
        })()
        """;
}
