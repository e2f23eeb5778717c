namespace Samokoder.ApiService.Http.Limits;

/// <summary>At most <paramref name="Limit"/> requests in any <paramref name="Length"/>.</summary>
/// <param name="Name">Tells the windows of one subject apart.</param>
internal sealed record RateWindow(string Name, TimeSpan Length, int Limit);
