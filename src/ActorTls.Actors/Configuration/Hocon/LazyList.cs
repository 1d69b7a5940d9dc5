namespace ActorTls.Configuration.Hocon;

internal sealed class LazyList(HoconPosition position, IReadOnlyList<LazyElement> elements) : LazyValue(position)
{
    public IReadOnlyList<LazyElement> Elements { get; } = elements;
}
