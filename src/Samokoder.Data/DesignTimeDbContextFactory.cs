using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Samokoder.Data;

/// <summary>For <c>dotnet ef migrations add</c> only; it needs no server.</summary>
internal sealed class DesignTimeDbContextFactory : IDesignTimeDbContextFactory<SamokoderDbContext>
{
    public SamokoderDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SamokoderDbContext>().UseNpgsql("Host=localhost").UseSnakeCaseNamingConvention().Options);
}
