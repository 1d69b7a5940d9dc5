using ActorTls.Tls;

namespace ActorTls.Actors.Tests.Files;

/// <summary>Files whose content is what the test says; one without content does not exist.</summary>
internal sealed class ScriptedFileSource : IFileSource
{
    private readonly Dictionary<string, string?> _files = [];
    private readonly Lock _lock = new();

    /// <summary>The arrays that were handed out.</summary>
    public List<byte[]> HandedOut { get; } = [];

    /// <summary>Runs before each read, on the reader's thread.</summary>
    public Action BeforeRead { get; set; } = () => { };

    public string? this[string path]
    {
        set
        {
            lock (_lock) _files[path] = value;
        }
    }

    public byte[] ReadAllBytes(string path)
    {
        BeforeRead();
        lock (_lock)
        {
            if (_files[path] is not { } content) throw new FileNotFoundException("there is no such file", path);
            HandedOut.Add(System.Text.Encoding.UTF8.GetBytes(content));
            return HandedOut[^1];
        }
    }

    public UnixFileMode? GetMode(string path) => null;
}
