namespace ActorTls.Server.Certificates;

/// <summary>The kind, owner and permissions of a path on disk.</summary>
/// <param name="IsDirectory">Whether the path is a directory, and no link to one.</param>
/// <param name="Owner">The number of the user that owns it.</param>
/// <param name="Mode">Its permissions.</param>
internal readonly record struct FileAttributesOnDisk(bool IsDirectory, uint Owner, UnixFileMode Mode);
