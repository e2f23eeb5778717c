namespace Samokoder.ApiService.Features.Auth;

/// <summary>What a browser needs to stay signed in.</summary>
internal sealed record SessionTokens(string AccessToken, string RefreshToken);
