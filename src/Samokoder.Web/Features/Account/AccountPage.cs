using Microsoft.AspNetCore.Components;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Features.Landing;
using Samokoder.Web.Features.Session;

namespace Samokoder.Web.Features.Account;

/// <summary>What registering and signing in share: the form, its carried prompt, and where to go afterwards.</summary>
public abstract class AccountPage : ComponentBase
{
    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "account")]
    internal AccountForm? Form { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery]
    private string? Draft { get; set; }

    [Inject]
    private AccountRelay Relay { get; set; } = null!;

    [Inject]
    private PromptDrafts Drafts { get; set; } = null!;

    [Inject]
    private FirstProject FirstProject { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected abstract bool IsNew { get; }

    protected override void OnInitialized()
    {
        Form ??= new() { ReturnUrl = ReturnUrl, Prompt = Drafts.Find(Draft) };
        if (HttpMethods.IsGet(Http.Request.Method) && Http.User.Identity?.IsAuthenticated == true)
            Navigation.NavigateTo(Session.ReturnUrl.Sanitize(Form.ReturnUrl));
    }

    protected async Task SubmitAsync()
    {
        if (!Form!.Check(IsNew))
            return;
        var email = Form.Email!.Trim();
        var answer = IsNew
            ? await Relay.RegisterAsync(new(email, Form.Password!), Http)
            : await Relay.LoginAsync(new(email, Form.Password!, Code()), Http);
        if (!answer.Ok)
        {
            Http.Response.StatusCode = StatusFor(answer.Failure);
            Form.Take(answer.Failure);
            return;
        }

        Navigation.NavigateTo(await DestinationAsync(answer.Value));
    }

    private string? Code() => string.IsNullOrWhiteSpace(Form!.Code) ? null : Form.Code.Trim();

    private async Task<string> DestinationAsync(AccessToken token) =>
        string.IsNullOrWhiteSpace(Form!.Prompt)
            ? Session.ReturnUrl.Sanitize(Form.ReturnUrl)
            : await FirstProject.CreateAsync(token, Form.Prompt, Http.RequestAborted);

    /// <summary>The form comes back as a page; 404 and 401 would be answered by other pages.</summary>
    private static int StatusFor(ApiFailure failure) => failure.IsTransient ? 503 : 400;
}
