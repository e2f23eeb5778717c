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

    /// <summary>Replaces a secret that was never confirmed. Null when a confirmed one is there.</summary>
    public async Task<string?> BeginAsync(Guid userId, CancellationToken cancellationToken)
    {
        var secret = KeyGeneration.GenerateRandomKey(SecretBytes);
        var stored = _protector.Protect(Convert.ToBase64String(secret));
        var now = time.GetUtcNow();
        var written = await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO totp_factors (user_id, protected_secret, created_at, last_step) VALUES ({userId}, {stored}, {now}, 0)
             ON CONFLICT (user_id) DO UPDATE SET protected_secret = EXCLUDED.protected_secret, created_at = EXCLUDED.created_at, last_step = 0
             WHERE totp_factors.confirmed_at IS NULL
             """, cancellationToken);
        return written == 1 ? Base32Encoding.ToString(secret).TrimEnd('=') : null;
    }

    /// <summary>Makes the factor count. Null when the code is wrong or there is nothing to confirm; else the recovery codes.</summary>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await TryTotpAsync(userId, code, isConfirmed: false, cancellationToken))
            return null;
        var now = time.GetUtcNow();
        await db.TotpFactors.Where(f => f.UserId == userId).ExecuteUpdateAsync(set => set.SetProperty(f => f.ConfirmedAt, now), cancellationToken);
        await SetFlagAsync(userId, true, cancellationToken);
        var codes = await ReplaceCodesAsync(userId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return codes;
    }

    /// <summary>Uses up a code of the app or a recovery code.</summary>
    public async Task<bool> TryUseAsync(Guid userId, string code, CancellationToken cancellationToken) =>
        IsTotp(code)
            ? await TryTotpAsync(userId, code, isConfirmed: true, cancellationToken)
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
        await db.TotpFactors.Where(f => f.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await SetFlagAsync(userId, false, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static bool IsTotp(string code) => code.Count(char.IsAsciiDigit) == CodeDigits && code.All(c => char.IsAsciiDigit(c) || c == ' ');

    /// <summary>The statement decides: a step that was accepted, or an older one, is not accepted again.</summary>
    private async Task<bool> TryTotpAsync(Guid userId, string code, bool isConfirmed, CancellationToken cancellationToken)
    {
        var factor = await db.TotpFactors.AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId && (f.ConfirmedAt != null) == isConfirmed, cancellationToken);
        if (factor is null || !IsTotp(code))
            return false;
        var totp = new Totp(Convert.FromBase64String(_protector.Unprotect(factor.ProtectedSecret)));
        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        if (!totp.VerifyTotp(time.GetUtcNow().UtcDateTime, digits, out var step, new VerificationWindow(previous: 1, future: 1)))
            return false;
        return await db.TotpFactors.Where(f => f.UserId == userId && f.LastStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.LastStep, step), cancellationToken) == 1;
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
