namespace ActorTls.Configuration.Hocon;

internal sealed record HoconList(HoconPosition Position, IReadOnlyList<HoconValue> Elements) : HoconValue(Position)
{
    public override string Kind => "a list";
}
