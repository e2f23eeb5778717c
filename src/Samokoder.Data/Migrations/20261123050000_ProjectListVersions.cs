using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Samokoder.Data.Migrations
{
    /// <inheritdoc />
    public partial class ProjectListVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "project_list_versions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_list_versions", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_project_list_versions_user_id",
                table: "project_list_versions",
                column: "user_id");

            migrationBuilder.Sql(Functions);
            migrationBuilder.Sql(Triggers);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION project_list_changed(uuid) CASCADE; DROP FUNCTION project_of_list_changed() CASCADE; DROP FUNCTION run_of_list_changed() CASCADE; DROP FUNCTION question_of_list_changed() CASCADE;");

            migrationBuilder.DropTable(
                name: "project_list_versions");
        }

        /// <summary>
        /// A new version once in a transaction and list. A row that another transaction is just changing is left to it and a further one is written: nobody waits, so
        /// nobody can wait in a circle. Rows keep room on their page, so that a new version makes no new entry in an index.
        /// </summary>
        private const string Functions = """
            ALTER TABLE project_list_versions SET (fillfactor = 50);

            CREATE FUNCTION project_list_changed(owner uuid) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                IF owner IS NULL OR EXISTS (SELECT 1 FROM project_list_versions WHERE user_id = owner AND xmin = pg_current_xact_id()::xid) THEN
                    RETURN;
                END IF;
                UPDATE project_list_versions SET version = gen_random_uuid()
                WHERE id = (SELECT id FROM project_list_versions WHERE user_id = owner LIMIT 1 FOR UPDATE SKIP LOCKED);
                IF NOT FOUND THEN
                    INSERT INTO project_list_versions (user_id, version) VALUES (owner, gen_random_uuid());
                END IF;
            END $$;

            CREATE FUNCTION project_of_list_changed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.owner_id <> NEW.owner_id THEN PERFORM project_list_changed(OLD.owner_id); END IF;
                IF TG_OP <> 'DELETE' THEN PERFORM project_list_changed(NEW.owner_id); END IF;
                RETURN NULL;
            END $$;

            CREATE FUNCTION run_of_list_changed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.project_id <> NEW.project_id THEN
                    PERFORM project_list_changed((SELECT owner_id FROM projects WHERE id = OLD.project_id));
                END IF;
                IF TG_OP <> 'DELETE' THEN PERFORM project_list_changed((SELECT owner_id FROM projects WHERE id = NEW.project_id)); END IF;
                RETURN NULL;
            END $$;

            CREATE FUNCTION question_of_list_changed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.run_id <> NEW.run_id THEN
                    PERFORM project_list_changed((SELECT p.owner_id FROM runs r JOIN projects p ON p.id = r.project_id WHERE r.id = OLD.run_id));
                END IF;
                IF TG_OP <> 'DELETE' THEN
                    PERFORM project_list_changed((SELECT p.owner_id FROM runs r JOIN projects p ON p.id = r.project_id WHERE r.id = NEW.run_id));
                END IF;
                RETURN NULL;
            END $$;
            """;

        /// <summary>On what the list shows, and on nothing else: leases and numbers of events change far more often.</summary>
        private const string Triggers = """
            CREATE TRIGGER project_list_row AFTER INSERT OR DELETE ON projects
                FOR EACH ROW EXECUTE FUNCTION project_of_list_changed();
            CREATE TRIGGER project_list_columns AFTER UPDATE OF id, owner_id, name, description, starter, preview_id, created_at, updated_at ON projects
                FOR EACH ROW EXECUTE FUNCTION project_of_list_changed();

            CREATE TRIGGER project_list_row AFTER INSERT OR DELETE ON runs
                FOR EACH ROW EXECUTE FUNCTION run_of_list_changed();
            CREATE TRIGGER project_list_fixed_columns AFTER UPDATE OF id, project_id, prompt, model, created_at ON runs
                FOR EACH ROW EXECUTE FUNCTION run_of_list_changed();
            CREATE TRIGGER project_list_columns AFTER UPDATE ON runs
                FOR EACH ROW WHEN ((OLD.status, OLD.error_code, OLD.error_detail, OLD.input_tokens, OLD.output_tokens, OLD.cost_usd, OLD.started_at, OLD.ended_at)
                    IS DISTINCT FROM (NEW.status, NEW.error_code, NEW.error_detail, NEW.input_tokens, NEW.output_tokens, NEW.cost_usd, NEW.started_at, NEW.ended_at))
                EXECUTE FUNCTION run_of_list_changed();

            CREATE TRIGGER project_list_row AFTER INSERT OR UPDATE OR DELETE ON questions
                FOR EACH ROW EXECUTE FUNCTION question_of_list_changed();
            """;
    }
}
