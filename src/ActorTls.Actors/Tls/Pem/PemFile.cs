namespace ActorTls.Tls;

/// <summary>
/// A PEM file taken apart (RFC 7468). It is read wholly or not at all: a block that is passed over without a word is a CA
/// that is not trusted, or an intermediate that is not sent. <see cref="IDisposable.Dispose"/> wipes all blocks.
/// </summary>
internal sealed class PemFile : IDisposable
{
    private PemFile(List<PemBlock> blocks, List<PemProblem> problems) => (Blocks, Problems) = (blocks, problems);

    /// <summary>In the order of the file.</summary>
    internal List<PemBlock> Blocks { get; }

    /// <summary>In the order of the file; when there is one, the blocks are not all.</summary>
    internal List<PemProblem> Problems { get; }

    /// <summary>Whether there is not even the beginning of a block: it is something else than PEM.</summary>
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
