namespace Samokoder.Tests.ApiService.Contract;

/// <summary>What each kind of caller is answered, when the request is well-formed as far as the route's own shape goes.</summary>
/// <param name="Nobody">Without a token.</param>
/// <param name="Other">Somebody else, signed in.</param>
/// <param name="Owner">Whose project or account it is.</param>
/// <param name="Admin">An admin who is not the owner.</param>
/// <param name="Client">The method of Web's ApiClient, or in words why there is none.</param>
/// <param name="EndsSession">The caller is signed out by it.</param>
internal sealed record RouteRow(int Nobody, int Other, int Owner, int Admin, string Client, string? Body, bool EndsSession = false)
{
    public bool IsOpen => Nobody != 401 || Owner == 401;

    /// <summary>Anybody may call it, and the answer is the same for all.</summary>
    public static RouteRow Open(int status, string client, string? body = "{}") => new(status, status, status, status, client, body, EndsSession: true);

    /// <summary>About whoever calls.</summary>
    public static RouteRow Mine(int status, string client, string? body = null) => new(401, status, status, status, client, body);

    /// <summary>About something that has an owner: for everybody else it does not exist.</summary>
    public static RouteRow Owned(int status, string client, string? body = null) => new(401, 404, status, 404, client, body);

    /// <summary>For admins.</summary>
    public static RouteRow AdminOnly(int status, string client, string? body = null) => new(401, 403, 403, status, client, body);

    /// <summary>About whoever calls, who is signed out by it.</summary>
    public static RouteRow Last(int status, string client, string? body = null) => Mine(status, client, body) with { EndsSession = true };
}
