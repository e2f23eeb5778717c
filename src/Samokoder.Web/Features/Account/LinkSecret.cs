namespace Samokoder.Web.Features.Account;

/// <summary>
/// The secret of a link from a mail. It stands behind the # of the link, which is part of no request; the script of the page, or the person where there is none, sends
/// it in a body, and it is kept in a cookie of that page, so that neither a log, nor history, nor a referrer, nor a picture of the screen holds it (docs/adr/0033).
/// </summary>
internal sealed class LinkSecret(string cookie, string path, TimeSpan lifetime)
{
    /// <summary>Of links that set a new password.</summary>
    public static readonly LinkSecret Password = new("password_link", "/password/reset", TimeSpan.FromHours(1));

    /// <summary>Of links that confirm a registration.</summary>
    public static readonly LinkSecret Registration = new("registration_link", "/register/confirm", TimeSpan.FromDays(1));

    private const int MaxLength = 2000;

    private const string Mark = "token=";

    /// <summary>The secret of a whole link, however it was copied; null when there is none in it.</summary>
    public static string? Find(string? link) =>
        link?.Split(Mark, 2) is [_, var rest] && rest.Trim() is { Length: > 0 } secret && secret.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~') ? secret : null;

    /// <summary>The page, without the secret.</summary>
    public string Path => path;

    /// <summary>Lax, because a mail is read on another site: a strict cookie would not come along to the page that follows.</summary>
    public void Keep(HttpContext context, string secret)
    {
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (secret.Length <= MaxLength)
            context.Response.Cookies.Append(cookie, secret, Options(context, lifetime));
    }

    public string? Read(HttpContext context) => context.Request.Cookies[cookie] is { Length: > 0 } secret ? secret : null;

    public void Forget(HttpContext context) => context.Response.Cookies.Delete(cookie, Options(context, null));

    private CookieOptions Options(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = path, MaxAge = age, IsEssential = true,
    };
}
