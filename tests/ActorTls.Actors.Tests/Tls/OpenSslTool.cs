using System.Diagnostics;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>The <c>openssl</c> command, for what .NET cannot make.</summary>
internal static class OpenSslTool
{
    internal static bool IsInstalled { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Any(directory => File.Exists(Path.Combine(directory, "openssl")));

    internal static void Run(string directory, string arguments)
    {
        var (code, errors) = Execute(directory, arguments);
        Assert.True(code == 0, errors);
    }

    internal static bool Succeeds(string directory, string arguments) => Execute(directory, arguments).Code == 0;

    private static (int Code, string Errors) Execute(string directory, string arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = directory, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        return (process.ExitCode, output.GetAwaiter().GetResult());
    }
}
