using System.Net;
using System.Net.Sockets;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.ApiService.Features.Keys;

/// <summary>What a provider's refusal means, in words.</summary>
internal static class ProviderFailures
{
    public static ProviderAnswer Explain(HttpStatusCode status, ReadOnlySpan<byte> body) => (int)status switch
    {
        401 or 403 => ProviderAnswer.Failed(ErrorCodes.LlmBadKey, "The provider does not accept this key. Check that it is complete and still valid."),
        402 => NoMoney,
        429 when body.IndexOf("insufficient_quota"u8) >= 0 => NoMoney,
        429 => ProviderAnswer.Failed(ErrorCodes.LlmRateLimited, "The provider asks to wait: too many requests with this key. Try again in a minute."),
        404 => ProviderAnswer.Failed(ErrorCodes.LlmProtocol, "There is no list of models at this address. Check that it ends like https://host/v1."),
        >= 300 and < 400 => ProviderAnswer.Failed(ErrorCodes.LlmProtocol, "This address leads on to another one. Enter the final address."),
        >= 500 => ProviderAnswer.Failed(ErrorCodes.LlmOverloaded, $"The provider has trouble at the moment (status {(int)status}). Try again later."),
        _ => ProviderAnswer.Failed(ErrorCodes.LlmProtocol, $"The provider answered with the status {(int)status}, which is not expected here. Check the address."),
    };

    public static ProviderAnswer Explain(HttpRequestException exception) => exception switch
    {
        { InnerException: EndpointRefusedException } => ProviderAnswer.Failed(
            ErrorCodes.LlmUnreachable, "This address is inside the server's network, and this installation does not allow that (Llm:AllowPrivateEndpoints)."),
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } =>
            ProviderAnswer.Failed(ErrorCodes.LlmUnreachable, "There is no such host. Check the address for typing mistakes."),
        { HttpRequestError: HttpRequestError.SecureConnectionError } => ProviderAnswer.Failed(
            ErrorCodes.LlmUnreachable, "The provider's certificate is not valid for this address. Check the address, or use http:// for a server without TLS."),
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => ProviderAnswer.Failed(
            ErrorCodes.LlmProtocol, "Something answered at this address, but with far more than a list of models. Check the address."),
        _ => ProviderAnswer.Failed(ErrorCodes.LlmUnreachable, "The provider cannot be reached. Check the address, and that the server there is running."),
    };

    private static ProviderAnswer NoMoney { get; } =
        ProviderAnswer.Failed(ErrorCodes.LlmQuota, "The key is right, but its account has no money or quota left. Top it up with the provider.");
}
