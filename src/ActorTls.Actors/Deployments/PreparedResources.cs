namespace ActorTls.Deployments;

/// <summary>
/// The TLS contexts and listening sockets that preparations have made and that are not published yet. It belongs to the server and
/// outlives every actor, so that nothing leaks when an actor fails in the middle of a deployment. Thread-safe.
/// </summary>
internal sealed class PreparedResources
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<IDisposable>> _byDeployment = [];

    /// <summary>How many resources are kept; tests look here for leaks.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _byDeployment.Values.Sum(resources => resources.Count);
        }
    }

    /// <summary>Keeps what a deployment has made.</summary>
    public T Keep<T>(int deployment, T resource) where T : IDisposable
    {
        lock (_lock)
        {
            if (!_byDeployment.TryGetValue(deployment, out var resources)) _byDeployment.Add(deployment, resources = []);
            resources.Add(resource);
        }
        return resource;
    }

    /// <summary>The resources of a deployment are in force: they belong to the listeners from here on.</summary>
    public void Published(int deployment)
    {
        lock (_lock) _byDeployment.Remove(deployment);
    }

    /// <summary>Gives back what a deployment has made and not published, the last first.</summary>
    public void Release(int deployment)
    {
        List<IDisposable>? resources;
        lock (_lock) _byDeployment.Remove(deployment, out resources);
        for (var i = (resources?.Count ?? 0) - 1; i >= 0; i--) resources![i].Dispose();
    }
}
