using System.Runtime.InteropServices;
using System.Text;
using ActorTls.Tls.Certificates;
using ActorTls.Tls.OpenSsl.Certificates;
using ActorTls.Tls.OpenSsl.Native;
using ActorTls.Tls.Policies;

namespace ActorTls.Tls.OpenSsl;

/// <summary>OpenSSL for the loading of policies: its readers of certificates and keys, and its groups.</summary>
internal sealed class OpenSslPolicyLibrary : IPolicyLibrary
{
    private OpenSslPolicyLibrary() { }

    internal static OpenSslPolicyLibrary Instance { get; } = new();

    public string Name => "OpenSSL";

    public ICertificateDecoder Certificates { get; } = new OpenSslCertificateDecoder();

    public IPrivateKeyDecoder Keys { get; } = new OpenSslPrivateKeyDecoder();

    public unsafe bool SupportsGroup(string group)
    {
        LibCrypto.ERR_clear_error();
        using var context = new SslContextHandle(LibSsl.SSL_CTX_new(LibSsl.TLS_server_method()));
        fixed (byte* text = Encoding.ASCII.GetBytes(group + '\0'))
        {
            var supported = LibSsl.SSL_CTX_ctrl(context, Constants.SSL_CTRL_SET_GROUPS_LIST, new CLong(0), text).Value == 1;
            LibCrypto.ERR_clear_error();
            return supported;
        }
    }
}
