using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Security;

namespace Samokoder.ApiService.Mail;

/// <summary>
/// Links to pages of Web. They begin with the configured origin, never with the host that a request named: whoever asks for
/// somebody else's mail would choose where its link leads.
/// </summary>
internal sealed class MailLinks(IOptions<OriginOptions> options)
{
    private const string DevelopmentOrigin = "http://localhost:8080";

    public string To(string path) => $"{(string.IsNullOrEmpty(options.Value.Origin) ? DevelopmentOrigin : options.Value.Origin.TrimEnd('/'))}{path}";
}
