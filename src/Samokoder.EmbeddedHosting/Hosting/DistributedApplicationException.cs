namespace Aspire.Hosting;

/// <summary>A mistake in the model, or a failure to run it. The message is meant for the person at the terminal.</summary>
public sealed class DistributedApplicationException : Exception
{
    public DistributedApplicationException()
    {
    }

    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
