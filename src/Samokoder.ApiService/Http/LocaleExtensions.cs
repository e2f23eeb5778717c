namespace Samokoder.ApiService.Http;

internal static class LocaleExtensions
{
    /// <summary>en or ru: the language that the client asks for first.</summary>
    public static string Locale(this HttpContext context) =>
        context.Request.Headers.AcceptLanguage.ToString().TrimStart().StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? "ru" : "en";
}
