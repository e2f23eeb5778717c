using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Data.Budgets;
using Samokoder.Data.Keys;
using Samokoder.Data.Keys.Ring;
using Samokoder.Data.Mcp;
using Samokoder.Data.Models;
using Samokoder.Data.Runs;

namespace Samokoder.Data;

public static class DataExtensions
{
    /// <summary>
    /// Registers the queue, the journal, the budget ledger, the migration at start, the providers of models and the encryption of keys. Needs the data
    /// source and the context factory
    /// of <see cref="SamokoderDbContext"/> (ServiceDefaults' AddPostgres).
    /// </summary>
    public static IServiceCollection AddSamokoderData(this IServiceCollection services)
    {
        services.AddHostedService<DatabaseMigration>();
        services.AddSingleton<RunQueue>();
        services.AddSingleton<RunJournal>();
        services.AddSingleton<BudgetLedger>();
        services.AddSingleton<ProviderKeyProtector>();
        services.AddSingleton<McpSecretProtector>();
        services.AddSingleton<LlmProviders>();
        services.AddDataProtection().SetApplicationName("Samokoder").PersistKeysToDbContext<SamokoderDbContext>();
        services.AddOptions<KeyRingOptions>().BindConfiguration(KeyRingOptions.Section)
            .Validate(o => o.IsValid, "DataProtection__Key is not set, or is not base64 of 32 random bytes or more (nor is each of DataProtection__PreviousKeys__0, …). ./run makes one.")
            .ValidateOnStart();
        services.AddSingleton<RingCipher>();
        services.AddOptions<KeyManagementOptions>().Configure<RingCipher>((options, cipher) => options.XmlEncryptor = new RingEncryptor(cipher));
        services.AddSingleton(s => new KeyRenewal(
            s.GetRequiredService<IDbContextFactory<SamokoderDbContext>>(), s.GetRequiredService<ProviderKeyProtector>(), s.GetRequiredService<McpSecretProtector>(),
            s.GetRequiredService<RingCipher>()));
        return services;
    }
}
