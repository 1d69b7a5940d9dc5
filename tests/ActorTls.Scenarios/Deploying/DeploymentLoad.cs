using System.Net;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;

namespace ActorTls.Scenarios.Deploying;

/// <summary>
/// Clients that talk with an echo service the whole time, and others that come, resume a session where they can, and go.
/// None of them may notice anything.
/// </summary>
internal sealed class DeploymentLoad : IDisposable
{
    /// <summary>Connections that stay.</summary>
    public const int Staying = 200;

    private const int Threads = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Between the rounds of those that stay, so that they load the server and do not starve it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly EndPoint _server;
    private readonly string _trust;
    private readonly IssuedCertificate _certificate;
    private readonly CancellationTokenSource _enough = new();
    private readonly List<Task> _clients = [];
    private readonly long[] _rounds = new long[Threads];
    private long _visits;

    private DeploymentLoad(EndPoint server, string trust, IssuedCertificate certificate) =>
        (_server, _trust, _certificate) = (server, trust, certificate);

    /// <summary>Connections that came, were served and went.</summary>
    public long Visits => Interlocked.Read(ref _visits);

    /// <summary>Connects, and completes once everybody has been served.</summary>
    public static async Task<DeploymentLoad> StartAsync(EndPoint server, string trust, IssuedCertificate certificate)
    {
        var load = new DeploymentLoad(server, trust, certificate);
        for (var i = 0; i < Threads; i++)
        {
            var thread = i;
            load.Run(() => load.Stay(thread));
        }
        load.Run(() => load.ComeAndGo(TlsProtocols.Tls12));
        load.Run(() => load.ComeAndGo(TlsProtocols.Tls13));
        await load.AssertServedAsync();
        return load;
    }

    /// <summary>Waits until all who stay have had an answer to something that they say from now on, and somebody has come and gone.</summary>
    public async Task AssertServedAsync()
    {
        var rounds = Rounds().Select(count => count + 2).ToArray();   // The one that is under way may be half done.
        var visits = Visits + 2;
        var deadline = DateTime.UtcNow + Patience;
        while (Visits < visits || Rounds().Zip(rounds).Any(each => each.First < each.Second))
        {
            if (_clients.Find(client => client.IsFaulted) is { } failed) await failed;
            Assert.True(DateTime.UtcNow < deadline, "The clients are not served any more.");
            await Task.Delay(1);
        }
    }

    /// <summary>Everybody goes, with all that they said; fails if anything went wrong for anyone.</summary>
    public async Task StopAsync()
    {
        await AssertServedAsync();
        await _enough.CancelAsync();
        await Task.WhenAll(_clients).WaitAsync(Patience);
    }

    /// <summary>The certificate that a new client is shown, in DER.</summary>
    public byte[] Look(TlsProtocols version)
    {
        using var context = EngineClient.CreateContext(_trust, _certificate, version);
        using var client = EngineClient.Establish(context, _server);
        client.Echo([1, 2, 3]);
        client.CompleteWritesAndAwaitEnd();
        return client.ServerCertificate!;
    }

    public void Dispose() => _enough.Cancel();

    private void Run(Action clients) => _clients.Add(Task.Factory.StartNew(
        clients, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    private IEnumerable<long> Rounds() => _rounds.Select((_, thread) => Interlocked.Read(ref _rounds[thread]));

    private void Stay(int thread)
    {
        using var context = EngineClient.CreateContext(_trust, _certificate, TlsProtocols.Tls13);
        var clients = new List<EngineClient>();
        var message = new byte[300];
        try
        {
            while (clients.Count < Staying / Threads) clients.Add(EngineClient.Establish(context, _server));
            while (!_enough.IsCancellationRequested)
            {
                Random.Shared.NextBytes(message);
                foreach (var client in clients) client.Echo(message);
                Interlocked.Increment(ref _rounds[thread]);
                _enough.Token.WaitHandle.WaitOne(Pause);
            }
            foreach (var client in clients) client.CompleteWritesAndAwaitEnd();
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private void ComeAndGo(TlsProtocols version)
    {
        using var context = EngineClient.CreateContext(_trust, _certificate, version);
        ITlsClientSession? session = null;
        while (!_enough.IsCancellationRequested)
        {
            using var client = EngineClient.Establish(context, _server, session);
            client.Echo([1, 2, 3]);
            session?.Dispose();
            session = client.TakeSession();
            client.CompleteWritesAndAwaitEnd();
            Interlocked.Increment(ref _visits);
        }
        session?.Dispose();
    }
}
