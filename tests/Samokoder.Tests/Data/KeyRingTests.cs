using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.Data.Keys.Ring;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Data;

public sealed class KeyRingTests(Stores stores) : IAsyncLifetime
{
    private static readonly string First = Convert.ToBase64String([.. Enumerable.Range(1, 33).Select(i => (byte)i)]);
    private static readonly string Second = Convert.ToBase64String([.. Enumerable.Range(2, 33).Select(i => (byte)i)]);

    private readonly List<ServiceProvider> _services = [];
    private TestDatabase _db = null!;
    private Guid _user;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _db = await TestDatabase.CreateAsync(stores);
        _user = await _db.AddUserAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services) await services.DisposeAsync();
        await _db.DisposeAsync();
    }

    [Fact]
    public async Task The_database_alone_does_not_open_the_ring()
    {
        await StoreAsync(Process(First), "sk-one");

        var xml = Assert.Single(await RingAsync()).Xml!;
        Assert.Contains("ringKey", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
        Assert.Equal("sk-one", await ReadAsync(Process(First)));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => ReadAsync(Process(Second)));
    }

    [Fact]
    public async Task A_ring_that_lay_open_is_encrypted_without_losing_a_key()
    {
        await StoreAsync(Process(null), "sk-old");
        Assert.Contains("masterKey", Assert.Single(await RingAsync()).Xml, StringComparison.Ordinal);

        Assert.Equal((1, 0), await Renewal(Process(First)).RenewAsync(Token));

        var xml = Assert.Single(await RingAsync()).Xml!;
        Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
        Assert.Equal("sk-old", await ReadAsync(Process(First)));
        Assert.Equal((0, 0), await Renewal(Process(First)).RenewAsync(Token));
    }

    [Fact]
    public async Task The_outer_key_can_be_changed()
    {
        await StoreAsync(Process(First), "sk-one");
        Assert.Equal("sk-one", await ReadAsync(Process(Second, First)));

        Assert.Equal((1, 0), await Renewal(Process(Second, First)).RenewAsync(Token));

        Assert.Equal("sk-one", await ReadAsync(Process(Second)));
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => ReadAsync(Process(First)));
    }

    [Fact]
    public async Task A_key_of_an_older_ring_key_is_readable_and_is_encrypted_with_the_newest()
    {
        await StoreAsync(Process(First), "sk-one");
        var before = await StoredAsync();
        var rotated = Process(First);
        var now = TimeProvider.System.GetUtcNow();
        var newest = rotated.GetRequiredService<IKeyManager>().CreateNewKey(now, now.AddDays(90));
        var later = Process(First);
        Assert.Equal(2, (await RingAsync()).Count);
        Assert.Equal("sk-one", await ReadAsync(later));

        Assert.Equal((0, 1), await Renewal(later).RenewAsync(Token));

        var after = await StoredAsync();
        Assert.NotEqual(before, after);
        Assert.Equal(newest.KeyId, new Guid(Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlDecode(after).AsSpan(4, 16)));
        Assert.Equal("sk-one", await ReadAsync(Process(First)));
        Assert.Equal((0, 0), await Renewal(Process(First)).RenewAsync(Token));
        await using var db = _db.CreateDbContext();
        await db.DataProtectionKeys.Where(k => !k.FriendlyName!.Contains(newest.KeyId.ToString())).ExecuteDeleteAsync(Token);
        Assert.Equal("sk-one", await ReadAsync(Process(First)));
    }

    [Fact]
    public async Task What_was_changed_in_the_database_is_refused()
    {
        await StoreAsync(Process(First), "sk-one");
        var row = Assert.Single(await RingAsync());
        var xml = XElement.Parse(row.Xml!);
        var secret = xml.Descendants("ringKey").Single();
        var bytes = Convert.FromBase64String(secret.Value);
        bytes[^1] ^= 1;
        secret.Value = Convert.ToBase64String(bytes);
        await using var db = _db.CreateDbContext();
        await db.DataProtectionKeys.ExecuteUpdateAsync(set => set.SetProperty(k => k.Xml, xml.ToString()), Token);

        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(() => ReadAsync(Process(First)));
    }

    /// <summary>What a service registers; null: as it was before the ring was encrypted.</summary>
    private ServiceProvider Process(string? key, params string[] previous)
    {
        var settings = previous.Select((p, i) => KeyValuePair.Create($"DataProtection:PreviousKeys:{i}", (string?)p)).ToDictionary(StringComparer.Ordinal);
        settings["DataProtection:Key"] = key ?? First;
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton(TimeProvider.System).AddSingleton(_db.DataSource)
            .AddSingleton<IDbContextFactory<SamokoderDbContext>>(_db).AddScoped(_ => _db.CreateDbContext())
            .AddSamokoderData();
        if (key is null) services.PostConfigure<KeyManagementOptions>(options => options.XmlEncryptor = null);
        var built = services.BuildServiceProvider();
        _services.Add(built);
        return built;
    }

    private static KeyRenewal Renewal(ServiceProvider process) => process.GetRequiredService<KeyRenewal>();

    private async Task StoreAsync(ServiceProvider process, string apiKey)
    {
        await using var db = _db.CreateDbContext();
        db.ProviderKeys.Add(new ProviderKey
        {
            UserId = _user, Provider = "openai", Last4 = "", ProtectedKey = process.GetRequiredService<ProviderKeyProtector>().Protect(_user, apiKey),
        });
        await db.SaveChangesAsync(Token);
    }

    private async Task<string> ReadAsync(ServiceProvider process) => process.GetRequiredService<ProviderKeyProtector>().Unprotect(_user, await StoredAsync());

    private async Task<string> StoredAsync()
    {
        await using var db = _db.CreateDbContext();
        return (await db.ProviderKeys.SingleAsync(k => k.UserId == _user, Token)).ProtectedKey;
    }

    private async Task<List<DataProtectionKey>> RingAsync()
    {
        await using var db = _db.CreateDbContext();
        return await db.DataProtectionKeys.AsNoTracking().ToListAsync(Token);
    }
}
