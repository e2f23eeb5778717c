namespace Samokoder.Web.Features.Account;

/// <summary>
/// The secret of a link from a mail. The page that the link leads to moves it into a cookie of that page and sends the browser on to its own address
/// without it, so that neither history, nor a referrer, nor a picture of the screen holds it (docs/adr/0033).
/// </summary>
internal sealed class LinkSecret(string cookie, string path, TimeSpan lifetime)
{
    /// <summary>Of links that set a new password.</summary>
    public static readonly LinkSecret Password = new("password_link", "/password/reset", TimeSpan.FromHours(1));

    /// <summary>Of links that confirm a registration.</summary>
    public static readonly LinkSecret Registration = new("registration_link", "/register/confirm", TimeSpan.FromDays(1));

    private const int MaxLength = 2000;

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
