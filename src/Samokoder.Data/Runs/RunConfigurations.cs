using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Samokoder.Data.Projects;

namespace Samokoder.Data.Runs;

internal sealed class RunConfiguration : IEntityTypeConfiguration<Run>
{
    /// <summary>Backstop of the claim's own rule.</summary>
    internal const string OneActivePerProject = "ix_runs_one_active_per_project";

    public void Configure(EntityTypeBuilder<Run> builder)
    {
        builder.HasOne<Project>().WithMany().HasForeignKey(r => r.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.Status).HasMaxLength(16);
        builder.Property(r => r.Model).HasMaxLength(200);
        builder.Property(r => r.ErrorCode).HasMaxLength(60);
        builder.Property(r => r.LeaseOwner).HasMaxLength(120);
        builder.Property(r => r.CostUsd).HasPrecision(18, 8);
        builder.HasIndex(r => new { r.ProjectId, r.CreatedAt, r.Id });
        builder.HasIndex(r => new { r.UserId, r.CreatedAt });
        builder.HasIndex(r => r.CreatedAt);
        builder.HasIndex(r => r.ProjectId, OneActivePerProject).HasDatabaseName(OneActivePerProject).IsUnique().HasFilter("status IN ('running', 'waiting')");
        builder.HasIndex(r => r.CreatedAt, "ix_runs_open").HasDatabaseName("ix_runs_open").HasFilter("status IN ('queued', 'running')");
        builder.HasIndex(r => r.UserId, "ix_runs_running_by_user").HasDatabaseName("ix_runs_running_by_user").HasFilter("status = 'running'");
    }
}

internal sealed class RunStepConfiguration : IEntityTypeConfiguration<RunStep>
{
    public void Configure(EntityTypeBuilder<RunStep> builder)
    {
        builder.HasKey(s => new { s.RunId, s.Seq });
        builder.HasOne<Run>().WithMany().HasForeignKey(s => s.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(s => s.Kind).HasMaxLength(16);
        builder.Property(s => s.Status).HasMaxLength(16);
        builder.Property(s => s.Name).HasMaxLength(120);
        builder.Property(s => s.CallId).HasMaxLength(120);
        builder.Property(s => s.Payload).HasColumnType("json");
        builder.Property(s => s.Result).HasColumnType("json");
    }
}

internal sealed class StoredRunEventConfiguration : IEntityTypeConfiguration<StoredRunEvent>
{
    public void Configure(EntityTypeBuilder<StoredRunEvent> builder)
    {
        builder.ToTable("run_events");
        builder.HasKey(e => new { e.RunId, e.Seq });
        builder.HasOne<Run>().WithMany().HasForeignKey(e => e.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(e => e.Type).HasMaxLength(40);
        builder.Property(e => e.Data).HasColumnType("json");
    }
}

internal sealed class QuestionConfiguration : IEntityTypeConfiguration<Question>
{
    public void Configure(EntityTypeBuilder<Question> builder)
    {
        builder.HasOne<Run>().WithMany().HasForeignKey(q => q.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(q => q.CallId).HasMaxLength(120);
        builder.HasIndex(q => q.RunId);
    }
}
