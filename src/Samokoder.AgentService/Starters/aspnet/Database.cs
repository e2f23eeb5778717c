using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace App;

/// <summary>The app's data in data/app.db. Values are given as parameters (@name), never put into the text of a statement.</summary>
public sealed class Database
{
    private const string Connection = "Data Source=data/app.db;Foreign Keys=True;Default Timeout=5";

    // The tables of the app. A column that is added later needs an ALTER TABLE for databases that have the table already.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS notes (
          id INTEGER PRIMARY KEY,
          text TEXT NOT NULL,
          created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
        );
        """;

    public Database()
    {
        SQLitePCL.Batteries_V2.Init();
        DefaultTypeMap.MatchNamesWithUnderscores = true; // created_at fills CreatedAt
        Directory.CreateDirectory("data");
        using var db = Open();
        db.Execute("PRAGMA journal_mode = WAL");
        db.Execute(Schema);
    }

    /// <summary>All rows.</summary>
    public List<T> Query<T>(string sql, object? values = null)
    {
        using var db = Open();
        return db.Query<T>(sql, values).AsList();
    }

    /// <summary>The first row, if there is one.</summary>
    public T? Find<T>(string sql, object? values = null)
    {
        using var db = Open();
        return db.QueryFirstOrDefault<T>(sql, values);
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public int Execute(string sql, object? values = null)
    {
        using var db = Open();
        return db.Execute(sql, values);
    }

    /// <summary>All of the work or, when it throws, nothing of it. The work gives the transaction to Dapper's methods.</summary>
    public T Transaction<T>(Func<IDbConnection, IDbTransaction, T> work)
    {
        using var db = Open();
        using var transaction = db.BeginTransaction();
        var result = work(db, transaction);
        transaction.Commit();
        return result;
    }

    private static SqliteConnection Open()
    {
        var db = new SqliteConnection(Connection);
        db.Open();
        return db;
    }
}
