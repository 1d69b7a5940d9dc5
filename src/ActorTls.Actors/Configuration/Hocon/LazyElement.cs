namespace ActorTls.Configuration.Hocon;

/// <param name="Expression">The element as written.</param>
/// <param name="Context">The definition it is inside of.</param>
internal readonly record struct LazyElement(HoconExpression Expression, FieldDefinition? Context);
