namespace ActorTls.Configuration.Hocon;

/// <param name="KeyPosition">Where the key was written.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct HoconField(HoconPosition KeyPosition, HoconValue Value);
