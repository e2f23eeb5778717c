using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Samokoder.Data.Mail;

internal sealed class QueuedMailConfiguration : IEntityTypeConfiguration<QueuedMail>
{
    public void Configure(EntityTypeBuilder<QueuedMail> builder)
    {
        builder.Property(m => m.Kind).HasMaxLength(40);
        builder.Property(m => m.Recipient).HasMaxLength(256);
        builder.Property(m => m.Locale).HasMaxLength(8);
        builder.Property(m => m.Data).HasColumnType("jsonb");
        builder.Property(m => m.LastError).HasMaxLength(500);
        builder.HasIndex(m => m.DueAt).HasFilter("done_at IS NULL AND failed_at IS NULL");
        builder.HasIndex(m => new { m.Recipient, m.Kind, m.CreatedAt });
    }
}
