using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorTls.Configuration;
using ActorTls.Testing;
using Xunit.Abstractions;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>
/// Random hierarchies, anchors and revocation lists. Whoever a policy admits is whom <c>openssl verify</c> finds in order, certificate
/// by certificate up to the anchor: each with the lists that its own CA signed, and with those of the CA's name that nobody known has
/// signed and that revoke the certificate. A set of lists that is refused when it is loaded admits nobody.
/// </summary>
public sealed class RevocationOracleTests(ITestOutputHelper output)
{
    private const int Worlds = 120;

    [SkippableFact]
    public void Whoever_is_admitted_is_in_order_by_openssl_verify()
    {
        Skip.IfNot(OpenSslTool.IsInstalled, "the package openssl is not installed");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ACTORTLS_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"repeat with ACTORTLS_SEED={seed}");
        var random = new Random(seed);
        int admitted = 0, refused = 0, told = 0;
        for (var i = 0; i < Worlds; i++)
        {
            using var world = new World(random);
            if (world.Decide() is not { } decision)
            {
                told++;
                continue;
            }
            Assert.True(decision == world.AskOpenSsl(), $"seed {seed}, world {i}: {world}; admitted here: {decision}");
            if (decision) admitted++;
            else refused++;
        }
        output.WriteLine($"{admitted} admitted, {refused} refused, {told} told when loaded");
        Assert.True(admitted > Worlds / 10 && refused > Worlds / 20 && told > 0, $"seed {seed}: {admitted}, {refused}, {told}");
    }

    private sealed class World : IDisposable
    {
        private readonly TlsTestPolicy _policy = new();
        private readonly TemporaryDirectory _directory = new();
        private readonly List<TestHierarchy> _hierarchies = [];
        private readonly List<X509Certificate2> _anchors = [];
        private readonly List<(X509Certificate2 Issuer, CrlBuilder List, byte[] Encoded)> _lists = [];
        private readonly List<string> _story = [];
        private readonly Random _random;

        internal World(Random random)
        {
            _random = random;
            var identifiers = Chance(2);
            var namesakes = Chance(3);
            for (var i = 0; i < 2; i++)
                _hierarchies.Add(new TestHierarchy(random.Next(3), identifiers, namesakes ? "Root" : $"Root {i}"));
            _story.Add($"identifiers {identifiers}, namesakes {namesakes}, intermediates {string.Join(", ", _hierarchies.Select(each => each.Authorities.Count - 1))}");
            foreach (var hierarchy in _hierarchies) ChooseAnchors(hierarchy);
            foreach (var hierarchy in _hierarchies) MakeLists(hierarchy);
            _policy.ClientCa = TestHierarchy.PemOf(_anchors);
            _policy.RevocationLists.AddRange(_lists.Select(list => list.Encoded));
        }

        private TestHierarchy Visitor => _hierarchies[0];

        /// <summary>Null when the policy is refused.</summary>
        internal bool? Decide()
        {
            var report = new ConfigurationReport();
            if (_policy.TryLoad(report) is null) return null;
            using var server = _policy.CreateContext();
            using var client = _policy.CreateClient(Visitor.Shown);
            using var pair = new ChannelPair(server, client);
            pair.TryHandshake();
            if (pair.Server.Failure is { } failure) _story.Add(failure.Detail);
            return pair.Server.Failure is null;
        }

        internal bool AskOpenSsl()
        {
            var chain = Visitor.Chain.ToList();
            var trusted = chain.FindAll(certificate => _anchors.Contains(certificate) && !IsLeftOut(certificate));
            if (trusted.Count == 0) return false;
            // OpenSSL takes a chain to an anchor above, where there is one, although the client's certificate is an anchor too.
            if (trusted is [var only] && only == Visitor.Client) return true;
            var untrusted = chain.Skip(trusted.Contains(chain[0]) ? 1 : 0).TakeWhile(certificate => !trusted.Contains(certificate)).ToList();
            if (untrusted.Count == 0) return true;

            Write("anchors.pem", TestHierarchy.PemOf(trusted));
            Write("untrusted.pem", TestHierarchy.PemOf(chain.Skip(1)));
            return untrusted.TrueForAll(certificate =>
            {
                Write("lists.pem", string.Concat(ListsFor(certificate, chain[chain.IndexOf(certificate) + 1])
                    .Select(list => PemEncoding.WriteString("X509 CRL", list) + "\n")));
                Write("certificate.pem", TestHierarchy.PemOf(certificate));
                return OpenSslTool.Succeeds(_directory.Path,
                    "verify -no-CApath -no-CAstore -partial_chain -crl_check -CAfile anchors.pem -untrusted untrusted.pem -CRLfile lists.pem certificate.pem");
            });
        }

        /// <summary>
        /// OpenSSL does not look for another list when the signature of the newest is wrong, so it does not get the lists of namesakes,
        /// which have no say (RFC 5280, section 6.3.3, step g). It gets one that may be the CA's own and damaged.
        /// </summary>
        private IEnumerable<byte[]> ListsFor(X509Certificate2 certificate, X509Certificate2 issuer)
        {
            var areSignersKnown = _anchors.Exists(anchor => anchor.Subject == issuer.Subject && !IsLeftOut(anchor));
            return _lists.Where(list => list.Issuer == issuer && list.List.OtherKey is null ||
                !areSignersKnown && list.Issuer.Subject == issuer.Subject && list.List.Revoked.Contains(certificate)).Select(list => list.Encoded);
        }

        public override string ToString() => string.Join("; ", _story);

        public void Dispose()
        {
            foreach (var hierarchy in _hierarchies) hierarchy.Dispose();
            _policy.Dispose();
            _directory.Dispose();
        }

        private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

        private void Write(string name, string content) => _directory.Write(name, content);

        private void ChooseAnchors(TestHierarchy hierarchy)
        {
            foreach (var certificate in hierarchy.Chain)
                if (Chance(certificate == hierarchy.Client ? 12 : 2)) Anchor(certificate);
            if (!_anchors.Intersect(hierarchy.Chain).Any()) Anchor(hierarchy.Root);
        }

        private void Anchor(X509Certificate2 certificate)
        {
            _anchors.Add(certificate);
            _story.Add($"anchor {certificate.Subject}");
        }

        private void MakeLists(TestHierarchy hierarchy)
        {
            var chain = hierarchy.Chain.ToList();
            foreach (var authority in hierarchy.Authorities)
            {
                if (!_anchors.Contains(authority) && Chance(4)) continue;
                var count = Chance(4) ? 2 : 1;
                for (var i = 0; i < count; i++) AddList(authority, chain[chain.IndexOf(authority) - 1], hierarchy);
            }
        }

        private void AddList(X509Certificate2 authority, X509Certificate2 issued, TestHierarchy hierarchy)
        {
            var now = DateTimeOffset.UtcNow;
            var list = new CrlBuilder(authority) { ThisUpdate = now.AddHours(-_random.Next(1, 400)), Number = _random.Next(1, 1000) };
            if (Chance(4)) list.Revoke(issued);
            if (Chance(8)) list.Revoke(authority);
            if (Chance(4)) list.Revoke(_hierarchies.Find(other => other != hierarchy)!.Client);
            var kind = _random.Next(24);
            switch (kind)
            {
                case 0: list.NextUpdate = now.AddMinutes(-5); break;
                case 1: list.ThisUpdate = now.AddDays(1); list.NextUpdate = now.AddDays(2); break;
                case 2: list.AsDelta(); break;
                case 3: list.OtherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256); break;
                case < 8: list.OnlyUserCertificates(); break;
                case < 10: list.OnlyAuthorities(); break;
                default: break;
            }
            if (Chance(2) && authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any()) list.WithKeyIdentifier();
            _lists.Add((authority, list, list.Build()));
            _story.Add($"list of {authority.Subject} kind {kind} of {list.ThisUpdate:u} revokes {string.Join(", ", list.Revoked.Select(each => each.Subject))}");
        }

        /// <summary>An anchor is left out when a list of its issuer revokes it, or one of the issuer's name that no anchor signed.</summary>
        private bool IsLeftOut(X509Certificate2 anchor)
        {
            var chain = _hierarchies.Find(hierarchy => hierarchy.Chain.Contains(anchor))!.Chain.ToList();
            var issuer = chain.ElementAtOrDefault(chain.IndexOf(anchor) + 1);
            return _lists.Exists(list => list.List.Revoked.Contains(anchor) && (list.Issuer == issuer ||
                list.Issuer.Subject == anchor.Issuer && (list.List.OtherKey is not null || !_anchors.Contains(list.Issuer))));
        }
    }
}
