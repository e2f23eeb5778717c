using System.Text.Json;
using Aspire.Hosting;

namespace Samokoder.EmbeddedHosting.State;

/// <summary>Values generated at the first start and kept, so that a restart finds its databases and sessions again.</summary>
internal sealed class GeneratedSecrets
{
    private static readonly Lock Gate = new();
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly string _file;

    private GeneratedSecrets(string file) => _file = file;

    public static GeneratedSecrets In(string dataFolder) => new(Path.Combine(dataFolder, "secrets.json"));

    public string GetOrCreate(string name, Func<string> generate)
    {
        lock (Gate)
        {
            var values = Read();
            if (values.TryGetValue(name, out var known))
                return known;
            values[name] = generate();
            AtomicFile.Write(_file, JsonSerializer.Serialize(values, Indented));
            return values[name];
        }
    }

    private SortedDictionary<string, string> Read()
    {
        try
        {
            return File.Exists(_file) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(_file)) ?? [] : [];
        }
        catch (JsonException exception)
        {
            throw new DistributedApplicationException(
                $"{_file} is damaged. Restore it from a backup; without it the databases of this data folder stay closed.", exception);
        }
    }
}
