using ActorTls.Server.Certificates;

namespace ActorTls.Server.CommandLine;

/// <summary><c>actor-tls dev-certs</c>.</summary>
internal static class DevelopmentCertificatesCommand
{
    /// <summary>Writes a new set into the directory, and prints the names of its files.</summary>
    public static int Execute(string directory)
    {
        try
        {
            foreach (var path in new DevelopmentCertificateStore(directory).WriteNew(TimeProvider.System.GetUtcNow()))
                Console.Out.WriteLine(path);
        }
        catch (DevelopmentCertificateException e)
        {
            StandardError.Write(e.Message);
            return ExitCode.Unexpected;
        }
        Console.Out.WriteLine("These certificates are for development: their keys are not protected.");
        return ExitCode.Done;
    }
}
