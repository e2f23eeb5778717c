namespace Samokoder.ApiService.Http.Limits;

/// <summary>Whether one more request may pass, seen from the window that is nearest to its limit.</summary>
/// <param name="Remaining">Requests that may follow at once.</param>
/// <param name="Reset">When the window begins anew; for a refused request when the next one may pass.</param>
internal sealed record RateDecision(bool IsAllowed, RateWindow Window, int Remaining, TimeSpan Reset);
