using System.Security.Cryptography;
using System.Text;

namespace Samokoder.ApiService.Http.Idempotency;

internal static class RequestHash
{
    /// <summary>SHA-256 of the address and the body, which can be read again afterwards.</summary>
    public static async Task<byte[]> ComputeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"));
        request.EnableBuffering();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
            hash.AppendData(buffer, 0, count);
        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
