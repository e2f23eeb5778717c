using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OtpNet;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.SecondFactor;

/// <summary>
/// Codes of authenticator apps (RFC 6238: SHA-1, six digits, 30 s, one step of tolerance either way) and the recovery codes that stand for
/// them. Each is good once: of two requests with one code at most one is accepted.
/// </summary>
internal sealed class SecondFactors(SamokoderDbContext db, IDataProtectionProvider protection, TimeProvider time)
{
    private const int SecretBytes = 20;
    private const int CodeDigits = 6;

    private readonly IDataProtector _protector = protection.CreateProtector("Samokoder.Totp");

    /// <summary>Replaces a secret that was never confirmed. A confirmed one counts until the new one is.</summary>
    public async Task<string> BeginAsync(Guid userId, CancellationToken cancellationToken)
    {
        var secret = KeyGeneration.GenerateRandomKey(SecretBytes);
        var stored = _protector.Protect(Convert.ToBase64String(secret));
        var now = time.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO totp_factors AS known (user_id, protected_secret, created_at, last_step) VALUES ({userId}, {stored}, {now}, 0)
             ON CONFLICT (user_id) DO UPDATE SET
                 protected_secret = CASE WHEN known.confirmed_at IS NULL THEN EXCLUDED.protected_secret ELSE known.protected_secret END,
                 next_secret = CASE WHEN known.confirmed_at IS NULL THEN NULL ELSE EXCLUDED.protected_secret END
             """, cancellationToken);
        return Base32Encoding.ToString(secret).TrimEnd('=');
    }

    /// <summary>Makes the newest secret count, instead of the one before. Null when the code is wrong or there is nothing to confirm; else the recovery codes.</summary>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await TryConfirmAsync(userId, code, cancellationToken))
            return null;
        await SetFlagAsync(userId, true, cancellationToken);
        var codes = await ReplaceCodesAsync(userId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    /// <summary>Uses up a code of the app or a recovery code.</summary>
    public async Task<bool> TryUseAsync(Guid userId, string code, CancellationToken cancellationToken) =>
        IsTotp(code)
            ? await TryTotpAsync(userId, code, cancellationToken)
            : await TryRecoveryAsync(userId, code, cancellationToken);

    /// <summary>The codes before it are worthless from now on.</summary>
    public async Task<IReadOnlyList<string>> ReplaceCodesAsync(Guid userId, CancellationToken cancellationToken)
    {
        var codes = RecoveryCodeValue.CreateSet();
        await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        db.RecoveryCodes.AddRange(codes.Select(c => new RecoveryCode { Id = Guid.CreateVersion7(), UserId = userId, Hash = RecoveryCodeValue.Hash(c) }));
        await db.SaveChangesAsync(cancellationToken);
        return codes;
    }

    public async Task RemoveAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await RemoveWithinAsync(userId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes part in the caller's transaction.</summary>
    public async Task RemoveWithinAsync(Guid userId, CancellationToken cancellationToken)
    {
        await db.TotpFactors.Where(f => f.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await SetFlagAsync(userId, false, cancellationToken);
    }

    private static bool IsTotp(string code) => code.Count(char.IsAsciiDigit) == CodeDigits && code.All(c => char.IsAsciiDigit(c) || c == ' ');

    /// <summary>The statement decides: of two confirmations of one secret one counts.</summary>
    private async Task<bool> TryConfirmAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        var factor = await db.TotpFactors.AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId, cancellationToken);
        var secret = factor?.ConfirmedAt is null ? factor?.ProtectedSecret : factor.NextSecret;
        if (secret is null || StepOf(secret, code) is not { } step)
            return false;
        var now = time.GetUtcNow();
        return await db.TotpFactors.Where(f => f.UserId == userId && ((f.ConfirmedAt == null && f.ProtectedSecret == secret) || f.NextSecret == secret))
            .ExecuteUpdateAsync(
                set => set.SetProperty(f => f.ProtectedSecret, secret).SetProperty(f => f.NextSecret, (string?)null).SetProperty(f => f.ConfirmedAt, now).SetProperty(f => f.LastStep, step),
                cancellationToken) == 1;
    }

    /// <summary>The statement decides: a step that was accepted, or an older one, is not accepted again.</summary>
    private async Task<bool> TryTotpAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        var factor = await db.TotpFactors.AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId && f.ConfirmedAt != null, cancellationToken);
        if (factor is null || StepOf(factor.ProtectedSecret, code) is not { } step)
            return false;
        return await db.TotpFactors.Where(f => f.UserId == userId && f.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.LastStep, step), cancellationToken) == 1;
    }

    /// <summary>The time step that the code is of; null when it is of none that is good now.</summary>
    private long? StepOf(string protectedSecret, string code)
    {
        if (!IsTotp(code))
            return null;
        var totp = new Totp(Convert.FromBase64String(_protector.Unprotect(protectedSecret)));
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        return totp.VerifyTotp(time.GetUtcNow().UtcDateTime, digits, out var step, new VerificationWindow(previous: 1, future: 1)) ? step : null;
    }

    private async Task<bool> TryRecoveryAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        var (hash, now) = (RecoveryCodeValue.Hash(code), time.GetUtcNow());
        return await db.RecoveryCodes.Where(c => c.UserId == userId && c.Hash == hash && c.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now), cancellationToken) == 1;
    }

    private Task SetFlagAsync(Guid userId, bool value, CancellationToken cancellationToken) =>
        db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.TwoFactorEnabled, value), cancellationToken);
}
