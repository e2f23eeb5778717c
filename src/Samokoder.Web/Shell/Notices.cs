using MudBlazor;
using Samokoder.Web.Features.Api;

namespace Samokoder.Web.Shell;

/// <summary>Short messages at the corner of the page; each is announced to screen readers.</summary>
internal sealed class Notices(ISnackbar snackbar)
{
    public void Done(string text) => snackbar.Add(text, Severity.Success);

    public void Failed(ApiFailure failure) => snackbar.Add(FailureTexts.Sentence(failure), Severity.Error);
}
