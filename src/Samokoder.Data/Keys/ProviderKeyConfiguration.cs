using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Samokoder.Data.Accounts;

namespace Samokoder.Data.Keys;

internal sealed class ProviderKeyConfiguration : IEntityTypeConfiguration<ProviderKey>
{
    public void Configure(EntityTypeBuilder<ProviderKey> builder)
    {
        builder.HasKey(k => new { k.UserId, k.Provider });
        builder.HasOne<User>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(k => k.Provider).HasMaxLength(32);
        builder.Property(k => k.Last4).HasMaxLength(4);
        builder.Property(k => k.BaseUrl).HasMaxLength(500);
    }
}
