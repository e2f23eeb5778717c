namespace Samokoder.AgentService.Tools;

/// <summary>A picture for models that see. The journal keeps its name; the bytes lie beside the project.</summary>
/// <param name="Name">A file name that <see cref="Browsers.Screenshots"/> gave.</param>
internal sealed record ToolImage(string Name, string MediaType);
