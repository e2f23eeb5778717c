using Samokoder.Contracts.Auth;
using Samokoder.Web.Features.Api;

namespace Samokoder.Web.Features.Account;

/// <summary>Who is signed in on this circuit, read once.</summary>
public sealed class CurrentUser(ApiClient api)
{
    /// <summary>After something about the person changed.</summary>
    public event Action? Changed;

    /// <summary>Null until it is loaded, or when the API did not answer.</summary>
    public UserInfo? Value { get; private set; }

    public async Task<UserInfo?> LoadAsync(bool again, CancellationToken cancellationToken)
    {
        if (Value is not null && !again)
            return Value;
        Value = (await api.GetMeAsync(cancellationToken)).Value ?? Value;
        Changed?.Invoke();
        return Value;
    }
}
