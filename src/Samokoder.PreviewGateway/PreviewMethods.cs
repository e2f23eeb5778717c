namespace Samokoder.PreviewGateway;

internal static class PreviewMethods
{
    public static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
}
