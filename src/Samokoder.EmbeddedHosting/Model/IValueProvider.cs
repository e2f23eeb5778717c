namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is known when the resource that uses it starts, such as a port or a generated password.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>The same value as a placeholder for a deployment manifest.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}
