using Samokoder.ServiceDefaults.Security;

namespace Samokoder.AgentService.Features.Internal;

internal static class InternalSetup
{
    /// <summary>Maps <c>/internal/*</c> for our other services, behind the service token.</summary>
    public static WebApplication MapInternal(this WebApplication app)
    {
        app.UseWebSockets();
        app.MapGroup("/internal").RequireServiceToken(app.Configuration).MapFiles().MapCheckpoints().MapExport().MapPreviews().MapEgress().MapTerminals().MapMcp();
        return app;
    }
}
