using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Samokoder.Contracts.Notifications;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Accounts;
using Samokoder.Data.Attachments;
using Samokoder.Data.Budgets;
using Samokoder.Data.Idempotency;
using Samokoder.Data.Keys;
using Samokoder.Data.Limits;
using Samokoder.Data.Mail;
using Samokoder.Data.Mcp;
using Samokoder.Data.Notifications;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;
using Samokoder.Data.Usage;

namespace Samokoder.Data;

/// <summary>Everything that must not be lost. Table and column names are snake_case; times are UTC.</summary>
public sealed class SamokoderDbContext(DbContextOptions<SamokoderDbContext> options)
    : IdentityUserContext<User, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<RefreshToken> RefreshTokens => Set<RefreshToken>();

    public DbSet<RevokedToken> RevokedTokens => Set<RevokedToken>();

    public DbSet<LoginAttempt> LoginAttempts => Set<LoginAttempt>();

    public DbSet<PersonalToken> PersonalTokens => Set<PersonalToken>();

    public DbSet<TotpFactor> TotpFactors => Set<TotpFactor>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<PendingRegistration> PendingRegistrations => Set<PendingRegistration>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<QueuedMail> QueuedMails => Set<QueuedMail>();

    public DbSet<ProviderKey> ProviderKeys => Set<ProviderKey>();

    public DbSet<Project> Projects => Set<Project>();

    public DbSet<ProjectListVersion> ProjectListVersions => Set<ProjectListVersion>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<Checkpoint> Checkpoints => Set<Checkpoint>();

    public DbSet<Attachment> Attachments => Set<Attachment>();

    public DbSet<McpServer> McpServers => Set<McpServer>();

    public DbSet<Run> Runs => Set<Run>();

    public DbSet<RunStep> RunSteps => Set<RunStep>();

    public DbSet<StoredRunEvent> RunEvents => Set<StoredRunEvent>();

    public DbSet<Question> Questions => Set<Question>();

    public DbSet<UsageRecord> UsageRecords => Set<UsageRecord>();

    public DbSet<UsageCounter> UsageCounters => Set<UsageCounter>();

    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();

    public DbSet<Budget> Budgets => Set<Budget>();

    public DbSet<BudgetMonth> BudgetMonths => Set<BudgetMonth>();

    public DbSet<BudgetReservation> BudgetReservations => Set<BudgetReservation>();

    public DbSet<Notification> Notifications => Set<Notification>();

    public DbSet<NotificationCounter> NotificationCounters => Set<NotificationCounter>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(SamokoderDbContext).Assembly);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<RunStatus>().HaveConversion<LowerCaseEnum<RunStatus>>();
        configurationBuilder.Properties<RunStepKind>().HaveConversion<LowerCaseEnum<RunStepKind>>();
        configurationBuilder.Properties<RunStepStatus>().HaveConversion<LowerCaseEnum<RunStepStatus>>();
        configurationBuilder.Properties<NotificationKind>().HaveConversion<LowerCaseEnum<NotificationKind>>();
        configurationBuilder.Properties<MessageRole>().HaveConversion<LowerCaseEnum<MessageRole>>();
    }

    private sealed class LowerCaseEnum<T>() : ValueConverter<T, string>(
        value => value.ToString().ToLowerInvariant(), text => Enum.Parse<T>(text, true))
        where T : struct, Enum;
}
