using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Samokoder.Data.Runs;

namespace Samokoder.Data.Attachments;

internal sealed class AttachmentConfiguration : IEntityTypeConfiguration<Attachment>
{
    public void Configure(EntityTypeBuilder<Attachment> builder)
    {
        builder.HasOne<Run>().WithMany().HasForeignKey(a => a.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(a => a.Name).HasMaxLength(120);
        builder.Property(a => a.MediaType).HasMaxLength(60);
        builder.Ignore(a => a.IsImage);
        builder.HasIndex(a => new { a.RunId, a.Position });
        builder.HasIndex(a => a.ProjectId);
    }
}
