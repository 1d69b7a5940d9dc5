namespace ActorTls.Configuration.Hocon;

internal sealed class LazyObject(HoconPosition position, OrderedDictionary<string, LazyField> fields) : LazyValue(position)
{
    public OrderedDictionary<string, LazyField> Fields { get; } = fields;
}
