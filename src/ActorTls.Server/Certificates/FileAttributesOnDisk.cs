namespace ActorTls.Server.Certificates;

/// <summary>What a path is, whose it is and who may do what with it.</summary>
internal readonly record struct FileAttributesOnDisk(bool IsDirectory, uint Owner, UnixFileMode Mode);
