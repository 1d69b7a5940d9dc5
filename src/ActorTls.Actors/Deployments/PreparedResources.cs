namespace ActorTls.Deployments;

/// <summary>
/// What preparations have made of the system's (TLS contexts, listening sockets) and nobody has published yet. It belongs to the
/// server and outlives every actor, so that whichever fails in the middle of a deployment, nothing is lost. Thread-safe.
/// </summary>
internal sealed class PreparedResources
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<IDisposable>> _byDeployment = [];

    /// <summary>How many there are; tests look here for leaks.</summary>
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

    /// <summary>The resources of a deployment are in force, and somebody else's from here on.</summary>
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
