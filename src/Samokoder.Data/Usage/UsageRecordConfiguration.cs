using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Samokoder.Data.Accounts;

namespace Samokoder.Data.Usage;

internal sealed class UsageRecordConfiguration : IEntityTypeConfiguration<UsageRecord>
{
    public void Configure(EntityTypeBuilder<UsageRecord> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(u => u.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(u => u.Provider).HasMaxLength(32);
        builder.Property(u => u.Model).HasMaxLength(200);
        builder.Property(u => u.CostUsd).HasPrecision(18, 8);
        builder.HasIndex(u => new { u.UserId, u.At, u.Id });
        builder.HasIndex(u => u.At);
        builder.HasIndex(u => u.RunId);
    }
}
