using System.Text.Json;

namespace Samokoder.ApiService.Http.Problems;

/// <summary>A text that no database column can hold. The message is for the client.</summary>
internal sealed class UnstorableTextException(string message) : JsonException(message);
