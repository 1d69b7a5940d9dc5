using System.Runtime.InteropServices;
using ActorTls.Tls.OpenSsl.Native;

namespace ActorTls.Tls.OpenSsl;

/// <summary>Callbacks of OpenSSL in a handshake of a server. After an exception the answer is always the one that refuses the client.</summary>
internal static unsafe class ServerCallbacks
{
    [UnmanagedCallersOnly]
    internal static int OnClientHello(nint ssl, int* alert, nint argument)
    {
        try
        {
            if (OpenSslChannel.Current is ServerChannel channel)
            {
                var refusal = channel.AnswerClientHello(ssl);
                if (refusal == 0) return Constants.SSL_CLIENT_HELLO_SUCCESS;
                *alert = refusal;
                return Constants.SSL_CLIENT_HELLO_ERROR;
            }
        }
        catch
        {
            // The answer below refuses the client.
        }
        *alert = Constants.SSL_AD_INTERNAL_ERROR;
        return Constants.SSL_CLIENT_HELLO_ERROR;
    }

    /// <summary>Chooses the server's first ALPN protocol that the client offers too. Without a common protocol the handshake ends.</summary>
    [UnmanagedCallersOnly]
    internal static int OnSelectProtocol(nint ssl, byte** chosen, byte* chosenLength, byte* offered, uint offeredLength, nint argument)
    {
        try
        {
            if (OpenSslChannel.Current is not ServerChannel channel) return Constants.SSL_TLSEXT_ERR_ALERT_FATAL;
            foreach (var protocol in channel.Alpn)
            {
                for (uint at = 0; at < offeredLength; at += 1u + offered[at])
                {
                    var length = offered[at];
                    if (at + 1 + length > offeredLength) break;
                    if (!new ReadOnlySpan<byte>(offered + at + 1, length).SequenceEqual(protocol)) continue;
                    *chosen = offered + at + 1; // OpenSSL copies it before it frees the client's list.
                    *chosenLength = length;
                    return Constants.SSL_TLSEXT_ERR_OK;
                }
            }
            return Constants.SSL_TLSEXT_ERR_ALERT_FATAL;
        }
        catch
        {
            return Constants.SSL_TLSEXT_ERR_ALERT_FATAL;
        }
    }
}
