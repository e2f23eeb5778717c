using Microsoft.AspNetCore.Components;
using Samokoder.Contracts;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Features.Landing;
using Samokoder.Web.Features.Session;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Account;

/// <summary>What registering and signing in share: the form, its carried prompt, and where to go afterwards.</summary>
public abstract class AccountPage : ComponentBase
{
    [CascadingParameter]
    protected HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "account")]
    internal AccountForm? Form { get; set; }

    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery]
    private string? Draft { get; set; }

    [Inject]
    internal AccountRelay Relay { get; set; } = null!;

    [Inject]
    private PasswordSeal Seals { get; set; } = null!;

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
        if (IsNew)
            await RegisterAsync();
        else
            await SignInAsync();
    }

    private async Task RegisterAsync()
    {
        if (!Form!.Check(IsNew))
            return;
        var answer = await Relay.RegisterAsync(new(Form.Email!.Trim(), Form.Password!), Http);
        if (!answer.Ok)
            Refuse(answer.Failure);
        else if (answer.Value is Registered.SignedIn signedIn)
            Navigation.NavigateTo(await DestinationAsync(signedIn.Token));
        else
            Wait((Registered.Waiting)answer.Value);
    }

    private void Wait(Registered.Waiting waiting)
    {
        if (Drafts.Keep(Form!.Prompt) is { } draft)
            DraftCookie.Write(Http, draft);
        Navigation.NavigateTo($"/register/waiting?next={waiting.Next}");
    }

    private async Task SignInAsync()
    {
        if (Credentials() is not var (email, password))
            return;
        var answer = await Relay.LoginAsync(new(email, password, Code()), Http);
        if (answer.Ok)
        {
            Navigation.NavigateTo(await DestinationAsync(answer.Value));
            return;
        }

        Form!.Email = email;
        Form.Seal = answer.Failure.Code is ErrorCodes.CodeRequired or ErrorCodes.CodeInvalid ? Seals.Close(email, password) : null;
        Refuse(answer.Failure);
    }

    /// <summary>Null when they are missing; then the form says so.</summary>
    private (string Email, string Password)? Credentials()
    {
        if (Form!.Seal is not { } seal)
            return Form.Check(IsNew) ? (Form.Email!.Trim(), Form.Password!) : null;
        if (Seals.Open(seal) is { } sealedBefore)
            return sealedBefore;
        Form.Seal = null;
        Form.Problems[""] = Texts.Get("Account.CodeTooLate");
        return null;
    }

    private void Refuse(ApiFailure failure)
    {
        Http.Response.StatusCode = StatusFor(failure);
        Form!.Take(failure);
    }

    private string? Code() => string.IsNullOrWhiteSpace(Form!.Code) ? null : Form.Code.Trim();

    private async Task<string> DestinationAsync(AccessToken token) =>
        string.IsNullOrWhiteSpace(Form!.Prompt)
            ? Session.ReturnUrl.Sanitize(Form.ReturnUrl)
            : await FirstProject.CreateAsync(token, Form.Prompt, Http.RequestAborted);

    /// <summary>The form comes back as a page; 404 and 401 would be answered by other pages.</summary>
    internal static int StatusFor(ApiFailure failure) => failure.IsTransient ? 503 : 400;
}
