namespace App;

/// <summary>An example of routes with data; replace it by those of the app.</summary>
public static class Notes
{
    public sealed class Note
    {
        public long Id { get; init; }
        public string Text { get; init; } = "";
        public string CreatedAt { get; init; } = "";
    }

    public sealed record NewNote(string? Text);

    public static void MapNotes(this WebApplication app)
    {
        var notes = app.MapGroup("/api/notes");

        notes.MapGet("", (Database db) => db.Query<Note>("SELECT * FROM notes ORDER BY id"));

        notes.MapPost("", (NewNote note, Database db) => string.IsNullOrWhiteSpace(note.Text)
            ? Results.BadRequest(new { error = "A note needs a text." })
            : Results.Json(db.Find<Note>("INSERT INTO notes (text) VALUES (@text) RETURNING *", new { text = note.Text.Trim() }), statusCode: 201));

        notes.MapDelete("{id:long}", (long id, Database db) =>
            db.Execute("DELETE FROM notes WHERE id = @id", new { id }) == 0 ? Results.NotFound() : Results.NoContent());
    }
}
