namespace Samokoder.AgentService.Browsers;

/// <summary>No browser can be had now. The message says why and what to do.</summary>
internal sealed class BrowserUnavailableException(string message) : Exception(message);
