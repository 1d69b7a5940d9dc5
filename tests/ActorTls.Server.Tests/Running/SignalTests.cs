using System.Runtime.InteropServices;
using ActorTls.Testing;
using Microsoft.Win32.SafeHandles;

namespace ActorTls.Server.Tests.Running;

/// <summary>Signals at moments, and in circumstances, in which a process usually dies of them or does not hear them.</summary>
public sealed partial class SignalTests : IDisposable
{
    private const string AnyPort = "actor-tls.listeners.echo.port=0";

    private const nuint BytesToRead = 0x541b; // FIONREAD
    private const int WriteNonBlocking = 1 | 0x800;   // O_WRONLY | O_NONBLOCK

    private const string Configuration = """
        actor-tls {
          policies.main { certificates = development, client-authentication = none }
          services.echo { type = echo }
          listeners.echo { port = 0, policy = main, service = echo }
        }
        """;

    private readonly TemporaryDirectory _directory = new();

    private string Pipe => Path.Combine(_directory.Path, "own.conf");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task SIGHUP_while_the_configuration_is_read_is_answered_after_the_start()
    {
        var (server, writer) = await StartReadingAsync("run");
        await using var process = server;
        server.Signal(PosixSignal.SIGHUP);

        // What is read next is a file.
        File.Delete(Pipe);
        _directory.Write("own.conf", Configuration);
        await using (writer) await writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Configuration));
        await server.WaitForPortAsync();
        await server.WaitForOutputAsync("deployed; listeners: 1");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task A_file_that_blocks_the_start_does_not_keep_a_signal_from_ending_it(PosixSignal signal)
    {
        var (server, writer) = await StartReadingAsync("run");
        await using var process = server;
        await using var held = writer;
        server.Signal(signal);
        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Contains($"{signal} received", Assert.Single(server.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM, 143)]
    [InlineData(PosixSignal.SIGHUP, 129)]
    public async Task Other_commands_die_of_signals_as_any_program_does(PosixSignal signal, int code)
    {
        var (check, writer) = await StartReadingAsync("check");
        await using var process = check;
        await using var held = writer;
        check.Signal(signal);
        Assert.Equal(code, await check.WaitForExitAsync());
    }

    [Fact]
    public async Task SIGHUP_and_SIGTERM_that_were_ignored_at_the_start_count()
    {
        await using var server = ServerProcess.StartUnder("trap '' HUP TERM", _directory.Path, "run", "--set", AnyPort);
        await server.WaitForPortAsync();
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("deployed; ");
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task SIGINT_that_was_ignored_at_the_start_stays_ignored()
    {
        await using var server = ServerProcess.StartUnder("trap '' INT", _directory.Path, "run", "--set", AnyPort);
        await server.WaitForPortAsync();
        server.Signal(PosixSignal.SIGINT);
        server.Signal(PosixSignal.SIGHUP);
        await server.WaitForOutputAsync("deployed; ");   // Delivered after the other.
        Assert.DoesNotContain(server.Output, line => line.Contains("draining", StringComparison.Ordinal));
        server.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    /// <summary>Starts a command that reads its configuration from a pipe, and waits until it does.</summary>
    private async Task<(ServerProcess Process, FileStream Writer)> StartReadingAsync(string command)
    {
        using (var made = System.Diagnostics.Process.Start("mkfifo", Pipe)) await made.WaitForExitAsync();
        // The shell opens it, for a configuration that is not a file is taken from a descriptor only.
        var process = ServerProcess.StartUnder($"exec 3<'{Pipe}'", _directory.Path, command, "--config", "/dev/fd/3");
        try
        {
            // A writer that does not wait is refused for as long as nobody reads.
            using var patience = new CancellationTokenSource(ServerProcess.Patience);
            SafeFileHandle handle;
            while ((handle = open(Pipe, WriteNonBlocking)).IsInvalid) await Task.Delay(10, patience.Token);
            var writer = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            writer.Write("# The rest never comes.\n"u8);
            while (ioctl(handle, BytesToRead, out var left) == 0 && left > 0) await Task.Delay(10, patience.Token);
            return (process, writer);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    [LibraryImport("libc")]
    private static partial int ioctl(SafeFileHandle descriptor, nuint request, out int value);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);
}
