using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Testing;
using ActorTls.Tls;
using Xunit.Abstractions;

namespace ActorTls.Scenarios.Admission;

/// <summary>
/// Random clients (certificate, server name, version, with a ticket of now, of before a deployment or of another host, or
/// without) come to a server whose policy is replaced now and then by a random one. Who passes, as whom, before which
/// certificate and whether resumed is compared with an oracle that knows nothing of TLS.
/// </summary>
public sealed class WhoMayPassTests(ITestOutputHelper output)
{
    private const int Houses = 20, VisitsToEach = 150;
    private static readonly string?[] Names = ["localhost", "other.example", "a.wild.example", "b.wild.example", "unknown.example", null];

    private sealed record Ticket(ITlsClientSession Session, int House, int Certificate, string? Name);

    [Fact]
    public async Task It_is_as_an_oracle_says()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await TestServer.StartAsync();
        using var other = new TestCertificateAuthority("Other CA");
        using var intermediate = new TestIssuer(server.Authority.Certificate, "Intermediate");
        var visitors = Visitor.All(server.Authority, other, intermediate);
        var passed = 0;
        using (var visits = new Visits(server, visitors, random))
        {
            for (var number = 0; number < Houses; number++)
            {
                var house = House.Build(number, random, visitors);
                visits.RenewCertificates(House.Certificates);
                await server.DeployAsync(house.Furnish(server.Directory, server.Authority, other, intermediate));
                for (var visit = 0; visit < VisitsToEach; visit++)
                {
                    var result = visits.Next(house);
                    Assert.True(result.Difference is null, $"seed {seed}, {house}, {result}");
                    if (result.Passed) passed++;
                }
            }
            output.WriteLine($"{Houses * VisitsToEach} visits, {passed} passed, {visits.Resumed} resumed, {visits.Refused} tickets refused");
            Assert.InRange(passed, 1, Houses * VisitsToEach - 1);
            Assert.True(visits.Resumed > 0 && visits.Refused > 0);
        }
        await server.AssertBaselineAsync();
    }

    private sealed record Result(string Visit, bool Passed, string? Difference);

    private sealed class Visits(TestServer server, List<Visitor> visitors, Random random) : IDisposable
    {
        private readonly Dictionary<(Visitor, TlsProtocols), ITlsClientContext> _contexts = [];
        private readonly Dictionary<(Visitor, TlsProtocols), List<Ticket>> _tickets = [];
        private readonly byte[][] _shown = new byte[House.Certificates.Length][];

        public int Resumed { get; private set; }

        /// <summary>Tickets that came with a connection that was let in all the same.</summary>
        public int Refused { get; private set; }

        /// <summary>Now and then the server has new certificates.</summary>
        public void RenewCertificates(IReadOnlyList<string> names)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (_shown[i] is not null && random.Next(3) > 0) continue;
                var certificate = server.Authority.IssueServer(names[i], [names[i]]);
                server.Replace($"{i}", certificate);
                using var parsed = X509Certificate2.CreateFromPem(certificate.CertificatePem);
                _shown[i] = parsed.RawData;
            }
        }

        public Result Next(House house)
        {
            // The first few may pass at least in some houses; they come more often.
            var visitor = visitors[random.Next(random.Next(2) == 0 ? 6 : visitors.Count)];
            var version = random.Next(2) == 0 ? TlsProtocols.Tls12 : TlsProtocols.Tls13;
            var name = Names[random.Next(Names.Length)];
            var kept = KeptBy(visitor, version);
            var ticket = kept.Count > 0 && random.Next(4) > 0 ? kept[random.Next(kept.Count)] : null;
            var description = $"{visitor} asks for {name ?? "no name"} by {version} with a ticket of {ticket?.Name ?? "none"} from house {ticket?.House}";
            var expected = house.WhyNot(visitor, name, version);

            var (passes, failed, shown, session) = Visit(ContextOf(visitor, version), name, ticket?.Session);
            var closed = server.Log.NextClosed();
            // OpenSSL's client uses no ticket again that it was refused with, and one of TLS 1.3 only once.
            if (ticket is not null && (failed || version == TlsProtocols.Tls13)) Forget(kept, ticket);
            if (session is not null) kept.Add(new Ticket(session, house.Number, House.CertificateFor(name) ?? 0, name));
            if (kept.Count > 4) Forget(kept, kept[0]);

            var difference = passes == (expected.Length == 0) && closed.Reason == (passes ? "peer-finished" : expected)
                ? FindDifference(house, visitor, name, ticket, shown, closed, wasAnswered: expected is "" or "not-authorized")
                : $"the server says {closed.Reason} {closed.Detail}, the oracle '{expected}'";
            return new Result(description, passes, difference);
        }

        private string? FindDifference(
            House house, Visitor visitor, string? name, Ticket? ticket, byte[]? shown, CapturedEvent closed, bool wasAnswered)
        {
            if (!wasAnswered) return closed.Fields["resumed"] is true ? "resumed, though refused" : null;
            var certificate = House.CertificateFor(name) ?? 0;
            if (!_shown[certificate].AsSpan().SequenceEqual(shown)) return "another certificate was shown";
            if (!Equals(closed.Fields["identity"], visitor.Name)) return $"taken for {closed.Fields["identity"]}";

            var resumed = closed.Fields["resumed"] is true;
            var mayResume = ticket is not null && house.IssuesTickets && ticket.House == house.Number && ticket.Certificate == certificate;
            if (resumed && !mayResume) return "resumed by a ticket that is good for nothing here";
            // Of two names of one certificate nothing is said: OpenSSL decides.
            if (!resumed && mayResume && ticket!.Name == name) return "not resumed";
            if (resumed) Resumed++;
            else if (ticket is not null) Refused++;
            return null;
        }

        /// <summary>Whether the server served it, whether the connection failed, the certificate it was shown, and the ticket it was given.</summary>
        private (bool Passes, bool Failed, byte[]? Shown, ITlsClientSession? Session) Visit(
            ITlsClientContext context, string? name, ITlsClientSession? session)
        {
            using var client = EngineClient.ConnectAskingFor(context, server.EndPoint, name, session);
            var answer = client.Handshake() == TlsStatus.Done && client.Write(new byte[] { 7 }) ? client.TryRead() : [];
            if (client.Failure is not null) return (false, true, null, null);
            if (answer.Length > 0)
            {
                Assert.Equal([7], answer);
                client.CompleteWritesAndAwaitEnd();
            }
            return (answer.Length > 0, false, client.ServerCertificate, client.TakeSession());
        }

        private List<Ticket> KeptBy(Visitor visitor, TlsProtocols version)
        {
            if (!_tickets.TryGetValue((visitor, version), out var kept)) _tickets.Add((visitor, version), kept = []);
            return kept;
        }

        private ITlsClientContext ContextOf(Visitor visitor, TlsProtocols version)
        {
            if (!_contexts.TryGetValue((visitor, version), out var context))
                _contexts.Add((visitor, version), context = EngineClient.CreateContext(server.Authority.CertificatePem, visitor.Certificate, version));
            return context;
        }

        private static void Forget(List<Ticket> kept, Ticket ticket)
        {
            kept.Remove(ticket);
            ticket.Session.Dispose();
        }

        public void Dispose()
        {
            foreach (var ticket in _tickets.Values.SelectMany(each => each)) ticket.Session.Dispose();
            foreach (var context in _contexts.Values) context.Dispose();
        }
    }
}
