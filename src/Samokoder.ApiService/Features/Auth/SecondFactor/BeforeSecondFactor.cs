namespace Samokoder.ApiService.Features.Auth.SecondFactor;

/// <summary>Marks what people reach who must set up a second factor first.</summary>
internal sealed class BeforeSecondFactor
{
    public static readonly BeforeSecondFactor Open = new();
}
