using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Data.Budgets;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;
using Samokoder.Data.Runs;

namespace Samokoder.Data;

public static class DataExtensions
{
    /// <summary>
    /// Registers the queue, the journal, the migration at start, the providers of models and the encryption of keys. Needs the data source and the context factory
    /// of <see cref="SamokoderDbContext"/> (ServiceDefaults' AddPostgres).
    /// </summary>
    public static IServiceCollection AddSamokoderData(this IServiceCollection services)
    {
        services.AddHostedService<DatabaseMigration>();
        services.AddSingleton<RunQueue>();
        services.AddSingleton<RunJournal>();
        services.AddSingleton<BudgetLedger>();
        services.AddSingleton<ProviderKeyProtector>();
        services.AddSingleton<LlmProviders>();
        services.AddDataProtection().SetApplicationName("Samokoder").PersistKeysToDbContext<SamokoderDbContext>();
        return services;
    }
}
