using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorTls.Configuration;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Tls;

/// <summary>A served certificate with an odd field serves what of it is good, or is an error of its file; it never ends the server.</summary>
public sealed class OddServerCertificateTests : IDisposable
{
    private static readonly SettingOrigin Here = new("test.conf", 3, 5, "actor-tls.policies.main.certificates.0");
    private static readonly byte[] GoodName = Name(2, "good.example"u8);
    private readonly TlsTestPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    public static TheoryData<byte[], string> LeftOut() => new()
    {
        { Name(2, "bücher.example"u8), "has the DNS name \"bücher.example\", which is not printable ASCII and is left out" },
        { Name(2, "a\0.example"u8), "has the DNS name \"a\\u0000.example\", which is not printable ASCII and is left out" },
        { Name(2, [0xC3, 0x28]), "which is not printable ASCII and is left out" },
        { Name(2, ""u8), "has the DNS name \"\", which is no host name and is left out" },
        { Name(2, "10.0.0.1"u8), "has the DNS name \"10.0.0.1\", which is no host name and is left out" },
        { Name(1, "jörg@example.org"u8), "has the e-mail address \"jörg@example.org\"" },
        { Name(6, "https://bücher.example/"u8), "has the URI \"https://bücher.example/\"" },
        { Name(7, [10, 0, 0, 0, 255, 0, 0, 0]), "has the IP address 0A000000FF000000 of 8 bytes, which is left out" },
        { Name(7, []), "of 0 bytes, which is left out" },
    };

    [Theory, MemberData(nameof(LeftOut))]
    public void A_name_that_nobody_can_ask_for_is_left_out_with_a_warning_that_names_file_and_name(byte[] name, string told)
    {
        Use(Create([.. name, .. GoodName]));
        var (warning, names) = LoadWithWarning();
        Assert.Contains("tested.crt: has ", warning, StringComparison.Ordinal);
        Assert.Contains(told, warning, StringComparison.Ordinal);
        Assert.Equal(["good.example"], names);
    }

    [Fact]
    public void Names_that_are_malformed_are_told_and_an_error_where_OpenSSL_cannot_serve_them()
    {
        Use(Create([.. GoodName, 0x82, 0x7F, 0x41]));
        var report = new ConfigurationReport();
        Assert.Null(_policy.TryLoad(report));
        Assert.Contains("tested.crt: has a subject alternative name that is malformed", Assert.Single(report.Warnings).ToString(), StringComparison.Ordinal);
        Assert.All(report.Errors, error => Assert.Contains("tested.crt", error.ToString(), StringComparison.Ordinal));

        _policy.Protocols = TlsProtocols.Tls13;
        report = new ConfigurationReport();
        _policy.TryLoad(report);
        Assert.Contains(report.Warnings.Concat(report.Errors), problem => problem.ToString().Contains("is malformed", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_of_other_kinds_are_nothing_to_tell_of()
    {
        var other = new AsnWriter(AsnEncodingRules.DER);
        using (other.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) 
        {
            other.WriteObjectIdentifier("1.2.3");
            using (other.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) other.WriteCharacterString(UniversalTagNumber.UTF8String, "x");
        }
        Use(Create([.. other.Encode(), .. Name(7, [127, 0, 0, 1]), .. Name(6, "spiffe://x/y"u8), .. GoodName]));
        Assert.Equal(["good.example"], _policy.Load().Certificates[0].ServerNames.AsEnumerable());
    }

    [Fact]
    public void Server_names_of_the_settings_need_none_in_the_certificate()
    {
        Use(Create(Name(2, "bücher.example"u8)), "own.example");
        var report = new ConfigurationReport();
        Assert.Equal(["own.example"], _policy.TryLoad(report)?.Certificates[0].ServerNames.AsEnumerable());
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void A_time_with_an_offset_is_read_and_told()
    {
        // UTCTime without seconds and with an offset is as long as GeneralizedTime in UTC.
        Use(WithEnd(Encoding.ASCII.GetBytes("\u0017\u000F4901010000+0100")));
        var (warning, _) = LoadWithWarning();
        Assert.Contains("tested.crt: is refused by every client that verifies it", warning, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2048, 12, 31, 23, 0, 0, default), _policy.Load().Certificates[0].NotAfter);
    }

    [Theory]
    [InlineData("\u0018\u000F00000101000000Z")]
    [InlineData("\u0018\u000F20501301000000Z")]
    [InlineData("\u0018\u000Fat no time ever")]
    public void A_time_that_is_none_is_an_error(string time)
    {
        Use(WithEnd(Encoding.ASCII.GetBytes(time)));
        Assert.Contains("tested.crt: has a validity that cannot be read", _policy.LoadError(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u000C\u0004\u00C3\u0028ab")] // UTF8String that is none
    [InlineData("\u001E\u0004\u00D8\u0000\u0000A")] // BMPString with half a surrogate
    [InlineData("\u001E\u0003\u0000A\u0000\u0005")] // BMPString of one and a half characters, and something behind it
    [InlineData("\u0013\u0004a\n\u0000b")] // PrintableString with a line break
    [InlineData("\u0004\u0004abcd")] // no text at all
    public void A_subject_that_is_no_text_is_shown_as_text_or_is_an_error_of_the_file(string value)
    {
        var certificate = Changed(Create(GoodName), "\u000C\u0004odd!"u8, Encoding.Latin1.GetBytes(value));
        Use(certificate);
        _policy.ClientCa = certificate.CertificatePem;
        var report = new ConfigurationReport();
        var policy = _policy.TryLoad(report);
        Assert.DoesNotContain(policy?.Certificates[0].Subject ?? "", char.IsControl);
        if (policy is null) Assert.All(report.Errors, error => Assert.Contains(".crt", error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_without_a_subject_serves()
    {
        Use(Create(GoodName, new X500DistinguishedName([0x30, 0])));
        Assert.Equal("", _policy.Load().Certificates[0].Subject);
    }

    private (string Warning, string[] Names) LoadWithWarning()
    {
        var report = new ConfigurationReport();
        var policy = _policy.TryLoad(report);
        Assert.True(policy is not null, string.Join('\n', report.Errors));
        using (_policy.CreateContext()) { }
        return (Assert.Single(report.Warnings).ToString(), [.. policy.Certificates[0].ServerNames]);
    }

    private void Use(IssuedCertificate certificate, params string[] names) => _policy.Certificates[0] = new PemCertificateSettings(
        _policy.File("tested.crt", certificate.CertificatePem), _policy.File("tested.key", certificate.KeyPem), null,
        [.. names.Select(name => new Located<string>(name, Here))], Here);

    /// <summary>Self-signed, with these alternative names.</summary>
    private static IssuedCertificate Create(byte[] names, X500DistinguishedName? subject = null, DateTimeOffset? end = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.Add("2.5.4.3", "odd!", UniversalTagNumber.UTF8String);
        var request = new CertificateRequest(subject ?? name.Build(), key, HashAlgorithmName.SHA256);
        byte[] extension = [0x30, (byte)names.Length, .. names];
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", extension, critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), end ?? DateTimeOffset.UtcNow.AddDays(1));
        return new IssuedCertificate(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static IssuedCertificate WithEnd(byte[] end) => Changed(
        Create(GoodName, end: new DateTimeOffset(2050, 1, 1, 0, 0, 0, default)), "\u0018\u000F20500101000000Z"u8, end);

    /// <summary>With other bytes in the place of some. The signature is none then, which whoever serves it need not see.</summary>
    private static IssuedCertificate Changed(IssuedCertificate certificate, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        PemEncoding.TryFind(certificate.CertificatePem, out var fields);
        var der = Convert.FromBase64String(certificate.CertificatePem[fields.Base64Data]);
        Assert.Equal(from.Length, to.Length);
        for (var at = 0; der.AsSpan(at).IndexOf(from) is >= 0 and var next; at += next + to.Length) to.CopyTo(der.AsSpan(at + next));
        return certificate with { CertificatePem = PemEncoding.WriteString("CERTIFICATE", der) + "\n" };
    }

    private static byte[] Name(int kind, ReadOnlySpan<byte> name) => [(byte)(0x80 | kind), (byte)name.Length, .. name];
}
