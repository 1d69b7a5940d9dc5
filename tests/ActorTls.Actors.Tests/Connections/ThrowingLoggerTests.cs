using Microsoft.Extensions.Logging;

namespace ActorTls.Actors.Tests.Connections;

/// <summary>The application's logger fails, at the worst moment: when a connection ends.</summary>
public sealed class ThrowingLoggerTests : ConnectionFixture
{
    [Theory]
    [InlineData("accepted")]
    [InlineData("established")]
    public void The_connection_ends_all_the_same(string phase)
    {
        Environment = Environment with { Logger = new ThrowingLogger() };
        var (connection, peer) = ConnectInto(phase);

        peer.Dispose();

        ExpectTerminated(connection, TimeSpan.FromSeconds(30));
        AssertBaseline();
    }

    private sealed class ThrowingLogger : ILogger
    {
        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("The disk is full.");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }
}
