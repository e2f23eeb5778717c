namespace Samokoder.ServiceDefaults.Outbound;

/// <summary>Every address of the host is one that requests of users may not go to. Comes wrapped in an HttpRequestException.</summary>
public sealed class EndpointRefusedException(string host)
    : IOException($"{host} is an address inside this network; requests to it are not allowed (Llm:AllowPrivateEndpoints).");
