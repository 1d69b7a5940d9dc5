namespace ActorTls.Server.Certificates;

/// <summary>
/// A directory that only the user of this process can write to. Private keys are kept only in such a directory: in one that another
/// user can write to, they could be read or replaced.
/// </summary>
internal static class OwnedDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes the directory with mode 0700 where it does not exist, then checks it.</summary>
    /// <exception cref="DevelopmentCertificateException">It cannot be made, or it is not ours alone.</exception>
    public static void CreateOrCheck(string path)
    {
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A symbolic link that leads nowhere ends here too; Check has the better words for it.
            Check(path);
            throw new DevelopmentCertificateException($"cannot make the directory {path}: {e.Message}");
        }
        Check(path);
    }

    /// <summary>Takes away what group and others may still do in a directory that was checked.</summary>
    public static void MakePrivate(string path)
    {
        if (File.GetUnixFileMode(path) != OwnerOnly) File.SetUnixFileMode(path, OwnerOnly);
    }

    /// <summary>Throws unless the path is a directory, no link, owned by this user and writable by no other user.</summary>
    /// <exception cref="DevelopmentCertificateException">It is not ours alone. No path at all is no problem.</exception>
    public static void Check(string path)
    {
        FileAttributesOnDisk attributes;
        try
        {
            attributes = NativeFiles.GetAttributes(path);
        }
        catch (IOException) when (!Path.Exists(path))
        {
            return;
        }
        catch (IOException e)
        {
            throw new DevelopmentCertificateException($"cannot look at {path}: {e.Message}");
        }

        if (!attributes.IsDirectory)
            throw new DevelopmentCertificateException($"{path} is refused: it is a symbolic link or no directory");
        if (attributes.Owner != NativeFiles.EffectiveUserId)
            throw new DevelopmentCertificateException(
                $"{path} is refused: it belongs to user {attributes.Owner}, this process runs as user {NativeFiles.EffectiveUserId}");
        if ((attributes.Mode & WritableByOthers) != 0)
            throw new DevelopmentCertificateException(
                $"{path} is refused: others may write to it; chmod go-w {path} takes that away");
    }
}
