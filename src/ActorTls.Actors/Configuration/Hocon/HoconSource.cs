namespace ActorTls.Configuration.Hocon;

/// <summary>One text that is read.</summary>
/// <param name="Name">As it is called in messages: a file's path as given, <c>--set</c>, or a resource's name.</param>
/// <param name="Directory">Absolute; what relative paths in it start from.</param>
/// <param name="HasLines">Whether line and column help a reader of messages to find the place.</param>
internal sealed record HoconSource(string Name, string Directory, bool HasLines = true);
