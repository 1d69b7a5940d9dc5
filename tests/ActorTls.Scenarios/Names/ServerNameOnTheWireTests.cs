using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Scenarios.Harness;

namespace ActorTls.Scenarios.Names;

/// <summary>
/// The certificate that a ClientHello is answered with, however it comes in and however the name in it is written. With
/// TLS 1.2 the server's certificate can be read on the wire.
/// </summary>
public sealed class ServerNameOnTheWireTests
{
    private const int UnrecognizedName = 112, DecodeError = 50;

    /// <summary>As one record and one packet; a byte a packet; a byte a record; in records of seven bytes, whose borders are inside the name.</summary>
    public static TheoryData<string> Forms => ["whole", "bytes", "records of 1", "records of 7"];

    [Theory, MemberData(nameof(Forms))]
    public async Task The_name_is_read_whatever_the_pieces(string form)
    {
        await using var scene = await StartAsync("reject");
        foreach (var (name, certificate) in new[] { ("other.example", "other.crt"), ("localhost", "server.crt") })
            await AssertServedAsync(scene, certificate, Hello(name), form);
        await AssertRefusedAsync(scene, UnrecognizedName, "unrecognized_name", Hello("unknown.example"), form);
        await scene.EndAsync();
    }

    [Theory]
    [InlineData("other.example", "other.crt")]
    [InlineData("OTHER.Example", "other.crt")]
    [InlineData("other.example.", "other.crt")]
    [InlineData("a.wild.example", "wild.crt")]
    [InlineData("A.WILD.EXAMPLE.", "wild.crt")]
    public async Task Case_and_a_trailing_dot_make_no_difference(string name, string certificate)
    {
        foreach (var unknown in new[] { "default", "reject" })
        {
            await using var scene = await StartAsync(unknown);
            await AssertServedAsync(scene, certificate, Hello(name), "whole");
            await scene.EndAsync();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("wild.example")]
    [InlineData("a.b.wild.example")]
    [InlineData("*.wild.example")]
    [InlineData(".other.example")]
    [InlineData("other.example..")]
    [InlineData("other.example ")]
    [InlineData("other%2eexample")]
    [InlineData("öther.example")]
    public async Task What_is_no_host_name_is_unknown(string name)
    {
        await using (var scene = await StartAsync("default"))
        {
            await AssertServedAsync(scene, "server.crt", Hello(name), "whole");
            await scene.EndAsync();
        }
        await using (var scene = await StartAsync("reject"))
        {
            await AssertRefusedAsync(scene, UnrecognizedName, "unrecognized_name", Hello(name), "whole");
            await scene.EndAsync();
        }
    }

    /// <summary>OpenSSL itself refuses these, under either setting: no certificate is shown to them at all.</summary>
    public static TheoryData<string, byte[][], int> Malformed => new()
    {
        { "a NUL byte at the end", [Encoding.ASCII.GetBytes("other.example\0")], UnrecognizedName },
        { "a NUL byte inside", [Encoding.ASCII.GetBytes("other.example\0.localhost")], UnrecognizedName },
        { "too long", [Encoding.ASCII.GetBytes(string.Join('.', Enumerable.Repeat("other", 43)))], UnrecognizedName },
        { "two names", ["localhost"u8.ToArray(), "other.example"u8.ToArray()], DecodeError },
        { "the same name twice", ["other.example"u8.ToArray(), "other.example"u8.ToArray()], DecodeError },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task What_is_malformed_is_shown_no_certificate(string what, byte[][] names, int alert)
    {
        Assert.NotEmpty(what);
        foreach (var unknown in new[] { "default", "reject" })
        {
            await using var scene = await StartAsync(unknown);
            using (var client = await SendAsync(scene, Hello(null) with { ServerNames = names }, "whole"))
            {
                var end = await client.ReadToEndAsync();
                Assert.Equal((unknown == "reject" ? UnrecognizedName : alert, false), (end.Alert, end.WasReset));
            }
            scene.AssertNextClosed("handshake-failed", "handshaking");
            await scene.EndAsync();
        }
    }

    private static ClientHello Hello(string? name) => new() { ServerName = name, SupportedVersions = [] };

    private static Task<Scene> StartAsync(string unknown) => Scene.StartAsync(
        (authority, directory) =>
        {
            foreach (var (file, name) in new[] { ("other", "other.example"), ("wild", "*.wild.example") })
            {
                var certificate = authority.IssueServer(file, [name]);
                directory.Write($"{file}.crt", certificate.CertificatePem);
                directory.Write($"{file}.key", certificate.KeyPem);
            }
        },
        overrides: $$"""
            actor-tls.policies.test {
              unknown-server-name = {{unknown}}
              certificates = [
                { cert = "server.crt", key = "server.key" }
                , { cert = "other.crt", key = "other.key" }
                , { cert = "wild.crt", key = "wild.key" }
              ]
            }
            """);

    private static async Task<RawClient> SendAsync(Scene scene, ClientHello hello, string form)
    {
        var client = await scene.ConnectAsync();
        var bytes = form switch
        {
            "records of 1" => ClientHello.ToRecords(hello.ToMessage(), 1),
            "records of 7" => ClientHello.ToRecords(hello.ToMessage(), 7),
            _ => hello.ToRecords(),
        };
        if (form != "bytes")
        {
            await client.SendAsync(bytes);
            return client;
        }
        for (var i = 0; i < bytes.Length; i++)
        {
            await client.SendAsync(bytes.AsMemory(i, 1));
            if (i % 32 == 0) await scene.Neighbour.AssertServedAsync(1);   // So that the server sees them one by one.
        }
        return client;
    }

    private static async Task AssertServedAsync(Scene scene, string file, ClientHello hello, string form)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(scene.Server.Directory, file));
        using (var client = await SendAsync(scene, hello, form))
        {
            var received = new List<byte>();
            while (received.Count < certificate.RawData.Length + 100) received.AddRange(await client.ReadBytesAsync());
            Assert.True(received.ToArray().AsSpan().IndexOf(certificate.RawData) > 0, $"{hello.ServerName} was not shown {file}");
            client.Reset();
        }
        scene.AssertNextClosed("peer-reset", "handshaking");
    }

    private static async Task AssertRefusedAsync(Scene scene, int alert, string detail, ClientHello hello, string form)
    {
        using (var client = await SendAsync(scene, hello, form))
        {
            var end = await client.ReadToEndAsync();
            Assert.Equal((alert, false), (end.Alert, end.WasReset));
        }
        Assert.Equal(detail, scene.AssertNextClosed("handshake-failed", "handshaking").Detail);
    }
}
