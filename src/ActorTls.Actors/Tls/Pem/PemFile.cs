namespace ActorTls.Tls.Pem;

/// <summary>
/// The blocks of a PEM file (RFC 7468). A file is read wholly or not at all: a block that is skipped without an error would be a CA that
/// is not trusted, or an intermediate that is not sent. <see cref="IDisposable.Dispose"/> wipes all blocks.
/// </summary>
internal sealed class PemFile : IDisposable
{
    private PemFile(List<PemBlock> blocks, List<PemProblem> problems) => (Blocks, Problems) = (blocks, problems);

    /// <summary>In the order of the file.</summary>
    internal List<PemBlock> Blocks { get; }

    /// <summary>In the order of the file. When there is a problem, <see cref="Blocks"/> is not complete.</summary>
    internal List<PemProblem> Problems { get; }

    /// <summary>Whether the file has not even the beginning of a block, and so is no PEM file.</summary>
    internal bool IsNone => Blocks.Count == 0 && Problems.Count == 0;

    internal static PemFile Parse(ReadOnlySpan<byte> file)
    {
        var scanner = new PemScanner(file);
        scanner.Run();
        return new PemFile(scanner.Blocks, scanner.Problems);
    }

    public void Dispose()
    {
        foreach (var block in Blocks) block.Dispose();
    }
}
