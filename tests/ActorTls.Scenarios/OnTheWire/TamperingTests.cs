using System.Text;
using ActorTls.Configuration;
using ActorTls.Scenarios.Harness;
using ActorTls.Tls;

namespace ActorTls.Scenarios.OnTheWire;

/// <summary>
/// Somebody between client and server changes, repeats or reorders records. The connection ends there, and of the record
/// in question nothing is delivered.
/// </summary>
public sealed class TamperingTests
{
    private static readonly byte[] Before = Encoding.ASCII.GetBytes("what came before");
    private static readonly byte[] Forged = Encoding.ASCII.GetBytes("what is changed on its way, a little or a lot");

    /// <summary>Where in a record a bit is flipped; from its end when negative.</summary>
    public static TheoryData<TlsProtocols, int> Positions
    {
        get
        {
            var positions = new TheoryData<TlsProtocols, int>();
            foreach (var version in (TlsProtocols[])[TlsProtocols.Tls12, TlsProtocols.Tls13])
            {
                // The nonce (TLS 1.2) or ciphertext, the ciphertext, the last byte before the tag, and the tag.
                foreach (var position in (int[])[5, 20, -17, -16, -1]) positions.Add(version, position);
            }
            return positions;
        }
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_flipped_bit_from_the_client_ends_with_bad_record_mac(TlsProtocols version, int position) =>
        await AttackClientToServerAsync(version, record => [Flip(record, position)], "bad_record_mac");

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task A_replayed_record_ends_with_bad_record_mac(TlsProtocols version) =>
        await AttackClientToServerAsync(version, record => [record, record], "bad_record_mac", delivered: Forged.Length);

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task A_record_that_lost_its_last_byte_ends_with_bad_record_mac(TlsProtocols version) =>
        await AttackClientToServerAsync(
            version, record => [[.. record[..3], (byte)((record.Length - 6) >> 8), (byte)(record.Length - 6), .. record[5..^1]]], "bad_record_mac");

    [Theory]
    [InlineData(TlsProtocols.Tls12)]
    [InlineData(TlsProtocols.Tls13)]
    public async Task Records_in_another_order_end_with_bad_record_mac(TlsProtocols version)
    {
        byte[]? held = null;
        await AttackClientToServerAsync(
            version,
            record =>
            {
                if (held is not null) return [record, held];
                held = record;
                return [];
            },
            "bad_record_mac", records: 2);
    }

    [Theory]
    [InlineData(TlsProtocols.Tls12, 0, "bad_record_mac")]        // the type becomes one that does not exist; it is authenticated
    [InlineData(TlsProtocols.Tls13, 0, "unexpected_message")]
    [InlineData(TlsProtocols.Tls12, 1, "protocol_version")]
    [InlineData(TlsProtocols.Tls12, 3, "record_overflow")]       // far longer than a record may be
    [InlineData(TlsProtocols.Tls13, 3, "record_overflow")]
    public async Task A_flipped_bit_in_the_header_ends_the_connection(TlsProtocols version, int position, string alert) =>
        await AttackClientToServerAsync(version, record => [Flip(record, position, 0x80)], alert);

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_flipped_bit_from_the_server_is_seen_by_the_client(TlsProtocols version, int position)
    {
        await using var server = await TestServer.StartAsync();
        await using (var proxy = new RecordingProxy(server.EndPoint))
        {
            using var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version);
            using var client = EngineClient.Establish(context, proxy.EndPoint);
            client.Echo(Before);
            proxy.FromServer.TamperOnce(record => [Flip(record, position)]);
            Assert.True(client.Write(Forged), client.Failure);

            var (end, received) = client.ReadToEnd();

            Assert.Equal((TlsStatus.Failed, 0), (end, received.Length));
            Assert.StartsWith("bad_record_mac", client.Failure, StringComparison.Ordinal);
        }

        var closed = server.Log.NextClosed();
        Assert.Equal(("protocol-error", "alert received: bad_record_mac"), (closed.Reason, closed.Detail));
        await server.AssertBaselineAsync();
    }

    private static async Task AttackClientToServerAsync(
        TlsProtocols version, Func<byte[], byte[][]> replace, string alert, int delivered = 0, int records = 1)
    {
        await using var server = await TestServer.StartAsync();
        await using (var proxy = new RecordingProxy(server.EndPoint))
        {
            using var context = EngineClient.CreateContext(server.Authority.CertificatePem, server.Authority.IssueClient(), version);
            using var client = EngineClient.Establish(context, proxy.EndPoint);
            client.Echo(Before);
            if (records == 1) proxy.FromClient.TamperOnce(replace);
            else proxy.FromClient.Tamper(replace);
            for (var record = 0; record < records; record++) Assert.True(client.Write(Forged), client.Failure);

            var (end, received) = client.ReadToEnd();

            Assert.Equal((TlsStatus.Failed, delivered), (end, received.Length));
            Assert.Equal($"alert received: {alert}", client.Failure);
        }

        var closed = server.Log.NextClosed();
        Assert.Equal(
            ("protocol-error", "established", (long)(Before.Length + delivered)), (closed.Reason, closed.Phase, closed.Fields["bytes_in"]));
        if (alert == "bad_record_mac") Assert.Contains(alert, closed.Detail, StringComparison.Ordinal);
        await server.AssertBaselineAsync();
    }

    private static byte[] Flip(byte[] record, int position, byte mask = 0x01)
    {
        byte[] flipped = [.. record];
        flipped[position >= 0 ? position : record.Length + position] ^= mask;
        return flipped;
    }
}
