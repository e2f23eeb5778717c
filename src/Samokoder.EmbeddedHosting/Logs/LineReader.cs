using System.Text;

namespace Samokoder.EmbeddedHosting.Logs;

/// <summary>Cuts a console stream into lines. A line that never ends is cut, so that memory stays bounded.</summary>
internal static class LineReader
{
    public static async Task ReadAsync(Stream stream, Action<string> onLine, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var buffer = new char[4096];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (var i = 0; i < read; i++)
                Take(buffer[i], line, onLine);
        }

        if (line.Length > 0)
            onLine(line.ToString());
    }

    private static void Take(char character, StringBuilder line, Action<string> onLine)
    {
        if (character != '\n' && line.Length < LogStore.MaxLineLength)
        {
            line.Append(character);
            return;
        }

        if (character != '\n')
            line.Append(character);
        onLine(line.ToString().TrimEnd('\r'));
        line.Clear();
    }
}
