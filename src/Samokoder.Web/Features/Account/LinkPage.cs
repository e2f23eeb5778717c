using Microsoft.AspNetCore.Components;
using Samokoder.Contracts;
using Samokoder.Web.Features.Api;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Account;

/// <summary>A page that a link of a mail leads to, with a form for a password.</summary>
public abstract class LinkPage : ComponentBase
{
    [CascadingParameter]
    protected HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "link")]
    internal AccountForm? Form { get; set; }

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    [Inject]
    internal AccountRelay Relay { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    internal abstract LinkSecret Link { get; }

    /// <summary>Null when there is none, or it is over: then there is nothing to fill in.</summary>
    protected string? Secret { get; private set; }

    protected override void OnInitialized()
    {
        Form ??= new();
        if (string.IsNullOrEmpty(Token))
        {
            Secret = Link.Read(Http);
            return;
        }

        Link.Keep(Http, Token);
        Navigation.NavigateTo(Link.Path);
    }

    protected void Refuse(ApiFailure failure)
    {
        Http.Response.StatusCode = AccountPage.StatusFor(failure);
        if (failure.Code == ErrorCodes.LinkInvalid)
        {
            Secret = null;
            Link.Forget(Http);
        }
        else if (failure.Code == ErrorCodes.InvalidCredentials)
        {
            Form!.Problems[nameof(AccountForm.Password)] = Texts.Get("Account.Confirm.WrongPassword");
        }
        else
        {
            Form!.Take(failure);
        }
    }
}
