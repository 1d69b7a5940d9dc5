namespace ActorTls.Configuration.Hocon;

internal sealed class LazyText(HoconPosition position, string text, bool isNull) : LazyValue(position)
{
    public string Text { get; } = text;

    public bool IsNull { get; } = isNull;
}
