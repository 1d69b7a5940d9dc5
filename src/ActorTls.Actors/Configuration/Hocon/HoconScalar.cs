namespace ActorTls.Configuration.Hocon;

/// <summary>Text, which numbers and truth values are too until a setting asks for one; or <c>null</c>.</summary>
internal sealed record HoconScalar(HoconPosition Position, string Text, bool IsNull) : HoconValue(Position)
{
    public override string Kind => IsNull ? "null" : "text";
}
