namespace Samokoder.PreviewGateway;

internal static class EmbeddedText
{
    /// <summary>A file that is embedded under its path in the project.</summary>
    public static string Read(string path)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"{path} is not embedded in the gateway.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
