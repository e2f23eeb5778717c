using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Samokoder.Contracts.Previews;
using Samokoder.Data.Accounts;
using Samokoder.Data.Runs;

namespace Samokoder.Data.Projects;

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.HasOne<User>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(p => p.Name).HasMaxLength(120);
        builder.Property(p => p.Description).HasMaxLength(2000);
        builder.Property(p => p.Starter).HasMaxLength(60);
        builder.Property(p => p.PreviewId).HasMaxLength(32);
        builder.Property(p => p.PreviewAudience).HasConversion<string>().HasMaxLength(16).HasDefaultValue(PreviewAudience.Private);
        builder.Property(p => p.BudgetUsd).HasPrecision(18, 8);
        builder.Property(p => p.SpentUsd).HasPrecision(18, 8);
        builder.HasIndex(p => p.PreviewId).IsUnique();
        builder.HasIndex(p => new { p.OwnerId, p.UpdatedAt, p.Id });
    }
}

internal sealed class ProjectListVersionConfiguration : IEntityTypeConfiguration<ProjectListVersion>
{
    /// <summary>Has no reference to the person: a trigger writes here also while the person is deleted with all projects.</summary>
    public void Configure(EntityTypeBuilder<ProjectListVersion> builder) => builder.HasIndex(v => v.UserId);
}

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.HasOne<Project>().WithMany().HasForeignKey(m => m.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => new { m.ProjectId, m.CreatedAt, m.Id });
    }
}

internal sealed class CheckpointConfiguration : IEntityTypeConfiguration<Checkpoint>
{
    public void Configure(EntityTypeBuilder<Checkpoint> builder)
    {
        builder.HasOne<Project>().WithMany().HasForeignKey(c => c.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(c => c.Sha).HasMaxLength(64);
        builder.Property(c => c.Title).HasMaxLength(200);
        builder.Property(c => c.Verification).HasColumnType("jsonb");
        builder.HasIndex(c => new { c.ProjectId, c.CreatedAt });
    }
}
