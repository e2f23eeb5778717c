using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Samokoder.Data.Accounts;
using Samokoder.Data.Projects;

namespace Samokoder.Data.Notifications;

internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("notifications");
        builder.HasKey(n => new { n.UserId, n.Seq });
        builder.HasOne<User>().WithMany().HasForeignKey(n => n.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Project>().WithMany().HasForeignKey(n => n.ProjectId).OnDelete(DeleteBehavior.SetNull);
        builder.Property(n => n.Kind).HasMaxLength(24);
        builder.Property(n => n.Code).HasMaxLength(60);
        builder.Property(n => n.SpentUsd).HasPrecision(18, 8);
        builder.Property(n => n.CapUsd).HasPrecision(18, 8);
        builder.HasIndex(n => n.Id).IsUnique();
        builder.HasIndex(n => n.UserId, "ix_notifications_unread").HasDatabaseName("ix_notifications_unread").HasFilter("read_at IS NULL");
    }
}

internal sealed class NotificationCounterConfiguration : IEntityTypeConfiguration<NotificationCounter>
{
    public void Configure(EntityTypeBuilder<NotificationCounter> builder)
    {
        builder.ToTable("notification_counters");
        builder.HasKey(c => c.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
