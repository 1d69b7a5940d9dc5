using ActorTls.Configuration;
using ActorTls.Hosting;
using ActorTls.Server.Logging;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using LogLevel = Akka.Event.LogLevel;

namespace ActorTls.Server.Running;

/// <summary>
/// The host around the actor system. It reads no configuration of its own, listens to no signal and sets no deadline:
/// when and how the server ends is decided in one place, <see cref="ServerRun"/>.
/// </summary>
internal static class ServerHost
{
    // Akka's own answer to the end of the process would end a drain early, with another exit code; what it prints itself
    // would stand between the events of the log.
    private static readonly string Required = $"""
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.coordinated-shutdown.exit-clr = off
        akka.coordinated-shutdown.terminate-actor-system = on
        akka.stdout-logger-class = "{SilentLogger.TypeName}"
        """;

    /// <summary>Builds the host. The caller starts, stops and disposes it, and the server after it.</summary>
    /// <param name="server">What runs in the actor system.</param>
    /// <param name="settings">Of the log, and what the user says of <c>akka</c>.</param>
    /// <param name="logger">Takes the log of everything.</param>
    public static IHost Build(ActorTlsServer server, ActorTlsSettings settings, ILogger logger)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "actor-tls" });
        builder.Services.AddSerilog(logger);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddAkka("actor-tls", akka => akka
            .WithActorTls(server)
            .ConfigureLoggers(loggers =>
            {
                // Below this level Akka logs its own work, not the server's. "akka.loglevel" asks for more.
                loggers.LogLevel = LogLevel.WarningLevel;
                loggers.ClearLoggers();
                loggers.AddLoggerFactory();
            })
            .AddHocon(settings.Akka, HoconAddMode.Prepend)
            .AddHocon(Required, HoconAddMode.Prepend));
        return builder.Build();
    }

    // In place of the host's own, which answers signals by stopping at once.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
