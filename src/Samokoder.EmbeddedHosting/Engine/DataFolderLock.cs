using System.Globalization;
using Aspire.Hosting;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>One engine per data folder. The operating system gives the lock back however the holder ends.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _lock;

    private DataFolderLock(FileStream stream) => _lock = stream;

    /// <exception cref="DistributedApplicationException">Another engine holds it.</exception>
    public static DataFolderLock Take(string dataFolder, string engineFolder)
    {
        var owner = Path.Combine(engineFolder, "owner");
        try
        {
            var stream = new FileStream(Path.Combine(engineFolder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            AtomicFile.Write(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolderLock(stream);
        }
        catch (IOException exception) when (!FailureText.SaysDiskFull(exception.Message))
        {
            var pid = File.Exists(owner) ? $" (process {File.ReadAllText(owner)})" : "";
            throw new DistributedApplicationException(
                $"Samokoder already runs with the data folder {dataFolder}{pid}. Stop that one first, or set Samokoder__DataPath to another folder.", exception);
        }
    }

    public void Dispose() => _lock.Dispose();
}
