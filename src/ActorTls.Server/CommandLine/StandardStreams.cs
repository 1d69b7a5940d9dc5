using ActorTls.Server.Logging;
using ActorTls.Server.Running;

namespace ActorTls.Server.CommandLine;

/// <summary>
/// Standard output and error as the process has found them. One that was closed (<c>&gt;&amp;-</c>) is nowhere to write to: its
/// number is, or will be, that of another descriptor, such as a client's socket.
/// </summary>
internal static class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    private static bool _hasOutput = true;

    /// <summary>Finds out what there is. Before anything is written or opened.</summary>
    public static void Inspect()
    {
        // The lowest number that is free is the next one to be used, so none of these may be.
        for (var i = 0; i <= Error && !(NativeProcess.IsOpen(0) && NativeProcess.IsOpen(Output) && NativeProcess.IsOpen(Error)); i++)
            NativeProcess.OpenNull();
        _hasOutput = NativeProcess.IsInherited(Output);
        if (!_hasOutput) Console.SetOut(TextWriter.Null);
        if (!NativeProcess.IsInherited(Error)) Console.SetError(TextWriter.Null);

        // A log that has reached the limit of a file's size is an error like any other, not the end of the process.
        NativeProcess.Ignore(NativeProcess.SIGXFSZ);
    }

    /// <summary>Where the log goes; null when standard output was closed.</summary>
    public static ILogOutput? OpenLog() => _hasOutput ? new DescriptorOutput(Output) : null;
}
