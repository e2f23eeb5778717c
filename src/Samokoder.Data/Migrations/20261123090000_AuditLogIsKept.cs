using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Samokoder.Data.Migrations
{
    /// <summary>The model stays as it is: the database refuses what no code of ours does, to change or delete an act of an administrator.</summary>
    [DbContext(typeof(SamokoderDbContext))]
    [Migration("20261123090000_AuditLogIsKept")]
    public partial class AuditLogIsKept : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'The audit log is not changed.'; END $$;
            CREATE TRIGGER audit_entries_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP TRIGGER audit_entries_are_kept ON audit_entries;
            DROP FUNCTION refuse_change_of_audit();
            """);
    }
}
