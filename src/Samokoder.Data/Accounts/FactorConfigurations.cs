using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Samokoder.Data.Accounts;

internal sealed class PersonalTokenConfiguration : IEntityTypeConfiguration<PersonalToken>
{
    public void Configure(EntityTypeBuilder<PersonalToken> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(t => t.Name).HasMaxLength(80);
        builder.Property(t => t.Hint).HasMaxLength(8);
        builder.HasIndex(t => t.Hash).IsUnique();
    }
}

internal sealed class TotpFactorConfiguration : IEntityTypeConfiguration<TotpFactor>
{
    public void Configure(EntityTypeBuilder<TotpFactor> builder)
    {
        builder.HasKey(f => f.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(f => f.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(c => new { c.UserId, c.Hash }).IsUnique();
    }
}

internal sealed class PendingRegistrationConfiguration : IEntityTypeConfiguration<PendingRegistration>
{
    public void Configure(EntityTypeBuilder<PendingRegistration> builder)
    {
        builder.Property(r => r.Email).HasMaxLength(256);
        builder.Property(r => r.NormalizedEmail).HasMaxLength(256);
        builder.Property(r => r.DisplayName).HasMaxLength(80);
        builder.Property(r => r.Address).HasMaxLength(64);
        builder.Property(r => r.GitHubId).HasMaxLength(40);
        builder.Property(r => r.GitHubLogin).HasMaxLength(80);
        builder.HasIndex(r => r.NormalizedEmail);
        builder.HasIndex(r => r.ExpiresAt);
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.Property(e => e.ActorEmail).HasMaxLength(256);
        builder.Property(e => e.TargetEmail).HasMaxLength(256);
        builder.Property(e => e.Action).HasMaxLength(60);
        builder.Property(e => e.Address).HasMaxLength(64);
        builder.Property(e => e.Before).HasColumnType("jsonb");
        builder.Property(e => e.After).HasColumnType("jsonb");
        builder.HasIndex(e => new { e.At, e.Id });
    }
}
