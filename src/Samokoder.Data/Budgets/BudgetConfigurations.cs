using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Samokoder.Data.Accounts;
using Samokoder.Data.Runs;

namespace Samokoder.Data.Budgets;

internal sealed class BudgetConfiguration : IEntityTypeConfiguration<Budget>
{
    public void Configure(EntityTypeBuilder<Budget> builder)
    {
        builder.ToTable("budgets");
        builder.HasKey(b => b.UserId);
        builder.HasOne<User>().WithMany().HasForeignKey(b => b.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(b => b.MonthlyCapUsd).HasPrecision(18, 8);
        builder.Property(b => b.ProjectCapUsd).HasPrecision(18, 8);
        builder.Property(b => b.RunCapUsd).HasPrecision(18, 8);
    }
}

internal sealed class BudgetMonthConfiguration : IEntityTypeConfiguration<BudgetMonth>
{
    public void Configure(EntityTypeBuilder<BudgetMonth> builder)
    {
        builder.ToTable("budget_months");
        builder.HasKey(m => new { m.UserId, m.Month });
        builder.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(m => m.SpentUsd).HasPrecision(18, 8);
    }
}

internal sealed class BudgetReservationConfiguration : IEntityTypeConfiguration<BudgetReservation>
{
    public void Configure(EntityTypeBuilder<BudgetReservation> builder)
    {
        builder.ToTable("budget_reservations");
        builder.HasOne<Run>().WithMany().HasForeignKey(r => r.RunId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(r => r.AmountUsd).HasPrecision(18, 8);
        builder.HasIndex(r => r.UserId);
    }
}
