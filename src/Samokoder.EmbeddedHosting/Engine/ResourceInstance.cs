using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>One running copy of a resource.</summary>
/// <param name="Replica">Counts from zero.</param>
internal sealed record ResourceInstance(IResource Resource, int Replica)
{
    public string Id { get; } = Replica == 0 ? Resource.Name : string.Create(CultureInfo.InvariantCulture, $"{Resource.Name}-{Replica + 1}");

    public int Port(EndpointAnnotation endpoint) => endpoint.AllocatedPorts[Replica];

    public IEnumerable<EndpointAnnotation> Endpoints => Resource.Annotations.OfType<EndpointAnnotation>();

    /// <summary>What must be healthy first: what the model says, and the server of a database.</summary>
    public IEnumerable<IResource> Dependencies => Resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource)
        .Concat(Resource is IResourceWithParent child ? [child.Parent] : [])
        .Distinct();

    public static IEnumerable<ResourceInstance> Of(IResource resource)
    {
        var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        return Enumerable.Range(0, replicas).Select(replica => new ResourceInstance(resource, replica));
    }
}
