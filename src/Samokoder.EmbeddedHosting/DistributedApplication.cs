namespace Aspire.Hosting;

public sealed class DistributedApplication
{
}
