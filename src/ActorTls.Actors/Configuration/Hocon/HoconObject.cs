namespace ActorTls.Configuration.Hocon;

internal sealed record HoconObject(HoconPosition Position, IReadOnlyDictionary<string, HoconField> Fields) : HoconValue(Position)
{
    public override string Kind => "an object";
}
