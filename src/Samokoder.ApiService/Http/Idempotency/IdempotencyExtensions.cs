namespace Samokoder.ApiService.Http.Idempotency;

internal static class IdempotencyExtensions
{
    public static void AddIdempotency(this IServiceCollection services)
    {
        services.AddScoped<Transactions>().AddScoped<IdempotencyStore>();
        services.AddHostedService<IdempotencyCleaner>();
    }
}
