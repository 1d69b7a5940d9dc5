using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ActorTls.Authentication;

/// <summary>A list of a certificate's names: mostly empty or of one name, and then without room to spare.</summary>
internal struct NameList<T>
{
    private T[]? _items;
    private int _count;

    /// <summary>Adds a name. Not once the list is shared.</summary>
    public void Add(T item)
    {
        _items ??= new T[1];
        if (_count == _items.Length) Array.Resize(ref _items, _count * 2);
        _items[_count++] = item;
    }

    /// <summary>Gives room to spare back.</summary>
    public void Trim()
    {
        if (_items is not null && _count < _items.Length) Array.Resize(ref _items, _count);
    }

    /// <summary>The names, without copying them; after <see cref="Trim"/>.</summary>
    public readonly ImmutableArray<T> ToImmutable() =>
        _items is null ? [] : ImmutableCollectionsMarshal.AsImmutableArray(_items);
}
