using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Samokoder.Data.Migrations
{
    /// <inheritdoc />
    public partial class NextTotpSecret : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "next_secret",
                table: "totp_factors",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "next_secret",
                table: "totp_factors");
        }
    }
}
