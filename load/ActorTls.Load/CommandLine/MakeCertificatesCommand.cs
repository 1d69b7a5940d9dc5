using System.CommandLine;
using ActorTls.Load.Issuing;

namespace ActorTls.Load.CommandLine;

/// <summary>Makes certificates for a server and its clients: what <c>handshake-fleet</c> needs, and no development server has.</summary>
internal static class MakeCertificatesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var directory = new Option<string>("--out") { Description = "the directory to write them to; none of them may be there", HelpName = "DIR", Required = true };
        var clients = OptionTexts.Text("--fleet", "N", "clients of the fleet, each with a certificate and a key", "10000");
        var command = new Command("make-certs", "makes certificates for a server, a client and a fleet of clients, all of one new CA");
        command.Options.Add(directory);
        command.Options.Add(clients);
        command.SetAction(parsed => Execute(
            parsed.GetRequiredValue(directory), (int)OptionTexts.Number(parsed, clients, 0, CertificateFiles.LargestFleet)));
        return command;
    }

    private static int Execute(string directory, int fleet)
    {
        try
        {
            foreach (var path in CertificateFiles.Create(directory, fleet, TimeProvider.System.GetUtcNow())) Console.WriteLine($"written: {path}");
            return LoadExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {e.Message}");
        }
    }
}
