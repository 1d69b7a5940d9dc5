namespace ActorTls.Connections;

/// <summary>
/// The open connections of one listener on one event loop, in the order of their ids. Ids only grow, so that a connection joins at the
/// end, and a walk may stop at any id and go on behind it later, whoever comes and goes meanwhile. A connection costs 48 bytes at most:
/// there are at most three places for each, of an id and a reference. Belongs to the event loop.
/// </summary>
internal sealed class ConnectionRegistry
{
    private const int Fewest = 64;   // Places that are never given back, and do not count in the limits below.

    // Two arrays, so that a search reads ids alone. A place whose connection has left keeps its id and has no connection.
    private long[] _ids = [];
    private IRegisteredConnection?[] _connections = [];
    private int _used;

    /// <summary>How many connections there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many places there are, of 16 bytes each.</summary>
    internal int Capacity => _ids.Length;

    /// <summary>Adds a connection.</summary>
    /// <exception cref="InvalidOperationException">A connection with the same id, or a larger one, is here already.</exception>
    public void Join(IRegisteredConnection connection)
    {
        if (_used > 0 && _ids[_used - 1] >= connection.Id)
            throw new InvalidOperationException($"Connection {connection.Id} joins after connection {_ids[_used - 1]}.");

        // Where a quarter of the places is empty, moving the others together makes room for long enough.
        if (_used == _ids.Length) MoveTogether(_used - Count > _used / 4 ? _used : Math.Max(Fewest / 4, _used * 2));
        _ids[_used] = connection.Id;
        _connections[_used++] = connection;
        Count++;
    }

    /// <summary>Removes a connection. Does nothing when it never joined, or has left.</summary>
    public void Leave(IRegisteredConnection connection)
    {
        var place = Array.BinarySearch(_ids, 0, _used, connection.Id);
        if (place < 0 || _connections[place] != connection) return;
        _connections[place] = null;
        Count--;
        if (_ids.Length > Fewest + Count * 3) MoveTogether(Fewest / 4 + Count * 2);
        else if (_used > Fewest / 4 + Count * 3 / 2) MoveTogether(_ids.Length);
    }

    /// <summary>The connection of this id; null when there is none.</summary>
    public IRegisteredConnection? Find(long id)
    {
        var place = Array.BinarySearch(_ids, 0, _used, id);
        return place < 0 ? null : _connections[place];
    }

    /// <summary>The connection with the smallest id that is larger than this one; null when there is none.</summary>
    public IRegisteredConnection? FindNext(long after)
    {
        var place = Array.BinarySearch(_ids, 0, _used, after);
        for (place = place < 0 ? ~place : place + 1; place < _used; place++)
            if (_connections[place] is { } connection) return connection;
        return null;
    }

    private void MoveTogether(int capacity)
    {
        var (ids, connections) = capacity == _ids.Length ? (_ids, _connections) : (new long[capacity], new IRegisteredConnection?[capacity]);
        var used = 0;
        for (var i = 0; i < _used; i++)
        {
            if (_connections[i] is not { } connection) continue;
            ids[used] = _ids[i];
            connections[used++] = connection;
        }
        if (connections == _connections) Array.Clear(_connections, used, _used - used);   // Nobody who has left is kept alive.
        (_ids, _connections, _used) = (ids, connections, used);
    }
}
