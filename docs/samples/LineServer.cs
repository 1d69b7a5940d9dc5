using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Sessions;
using ActorTls.Tls;
using ActorTls.Tls.OpenSsl;
using Akka.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorTls.Samples;

/// <summary>Greets each client by the name in its certificate, and sends back every line.</summary>
public static class LineServer
{
    public static async Task RunAsync(string configuration, ILoggerFactory loggers, CancellationToken stop = default)
    {
        var services = new DeploymentServices(OpenSslEngine.Load(), new DiskFileSource(), TimeProvider.System,
            [.. BuiltInServices.All, new FramedService("greeter", Framing.Lines(max: 4096), connection => new Greeter())]);
        var report = new ConfigurationReport();
        var settings = ActorTlsConfiguration.Read(new ConfigurationSources().AddFile(configuration), services.ServiceTypes, report);
        var deployment = settings is null ? null : Deployment.Load(settings, services, report);
        if (deployment is null) throw new InvalidOperationException(string.Join('\n', report.Errors));

        using var server = new ActorTlsServer(deployment, loggers);      // Disposed after the actor system.
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAkka("line-server", akka => akka.WithActorTls(server));
        using var host = builder.Build();
        await host.StartAsync(stop);
        await server.Started;                                            // Throws when an address cannot be bound.
        await host.WaitForShutdownAsync(stop);
    }

    private sealed class Greeter : FramedSession
    {
        protected override void OnEstablished() =>
            WriteFrame(System.Text.Encoding.UTF8.GetBytes($"hello {Connection.Identity.DisplayName}"));

        protected override void OnFrame(ReadOnlySpan<byte> line) => WriteFrame(line);
    }
}
