using ActorTls.Authentication;
using ActorTls.Sessions;
using Akka.Actor;

namespace ActorTls.Connections;

/// <content>
/// Authenticating: the peer's certificate has verified, and it is decided whether the peer is admitted. Runs on every handshake, a
/// resumption too, before any application byte is read or written. Only a clear yes admits.
/// </content>
internal sealed partial class ConnectionActor
{
    private CancellationTokenSource? _authorization;

    private bool Authenticating(object message)
    {
        switch (message)
        {
            case AuthorizationDecided { Failure: { } failure }:
                Refuse($"the decision failed: {failure.Message}");
                return true;
            case AuthorizationDecided decided:
                Decide(decided.Decision);
                return true;
            case SocketReady:
                // The connection asks for no event, so this is an error or a hang-up: nobody is left to be admitted.
                _socket.TakeReady();
                CloseNow(CloseReason.PeerReset);
                return true;
            default:
                return BeforeEstablished(message);
        }
    }

    private void UpdateAuthenticatingInterest() => _socket.UpdateInterest(mayRead: false);

    private void OnAuthenticatingDeadline(DeadlineKind kind)
    {
        if (kind == DeadlineKind.Phase)
        {
            EndAuthorization();
            CloseGracefully(CloseReason.AuthenticationTimeout);
        }
        else if (kind == DeadlineKind.Drain)
        {
            Cut(CloseReason.Draining);
        }
    }

    private void Authenticate()
    {
        Enter(ConnectionPhase.Authenticating);
        _deadlines.Set(DeadlineKind.Phase, _version.Timeouts.Authentication);
        ValueTask<AuthorizationDecision> pending;
        try
        {
            var certificate = _socket.Channel.GetPeerCertificate();
            _identity = certificate is null ? PeerIdentity.Anonymous : PeerIdentity.FromCertificate(certificate);
            pending = BeginAuthorization(_identity);
        }
        catch (InvalidCertificateException invalid)
        {
            Refuse(invalid.Message);
            return;
        }
        catch (Exception failure)
        {
            Refuse($"the decision failed: {failure.Message}");
            return;
        }

        if (pending.IsCompletedSuccessfully) Decide(pending.GetAwaiter().GetResult());
        else Await(pending.AsTask());
    }

    private ValueTask<AuthorizationDecision> BeginAuthorization(PeerIdentity identity)
    {
        if (_version.Authorizer is AuthorizationRules rules) return rules.AuthorizeAsync(identity, CancellationToken.None);

        _authorization = new CancellationTokenSource();
        return _version.Authorizer.AuthorizeAsync(identity, _authorization.Token);
    }

    private void Await(Task<AuthorizationDecision> pending) => pending.PipeTo(
        _self,
        success: decision => new AuthorizationDecided(decision, null),
        failure: exception => new AuthorizationDecided(default, exception));

    private void Decide(AuthorizationDecision decision)
    {
        EndAuthorization();
        if (!decision.Admitted)
        {
            Refuse(decision.Detail);
            return;
        }
        _identity = _identity!.AdmittedAs(decision.Name);
        Establish();
    }

    private void Refuse(string detail)
    {
        EndAuthorization();
        CloseGracefully(CloseReason.NotAuthorized, detail);
    }

    private void EndAuthorization()
    {
        var authorization = _authorization;
        _authorization = null;

        // Not here: the authority's callbacks would run on the event loop, and what they throw would keep the socket open.
        _ = authorization?.CancelAsync();
    }
}
