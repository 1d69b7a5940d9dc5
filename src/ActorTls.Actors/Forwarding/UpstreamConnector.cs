using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorTls.Connecting;
using ActorTls.Connections;
using ActorTls.EventLoops;
using ActorTls.ProxyProtocol;
using ActorTls.Sessions;
using ActorTls.Tls;
using Akka.Actor;

namespace ActorTls.Forwarding;

/// <summary>
/// Connects one client's connection to an upstream: one upstream after the other, and of each one address after the other,
/// until TCP stands, and TLS with it. What is left of the time is shared equally among the tries that are left. Runs within
/// the turns of the connection's actor.
/// </summary>
internal sealed class UpstreamConnector(ForwardPlan plan, IConnection connection)
{
    /// <summary>How soon a Unix socket whose queue is full is tried again: the kernel tells of no room in it.</summary>
    private static readonly TimeSpan FullQueueRetry = TimeSpan.FromMilliseconds(50);

    private readonly ConnectFailures _failures = new();
    private readonly Upstream[] _candidates = plan.Upstreams.Order();
    private readonly long _deadline = connection.EventLoop.Now + (long)Math.Ceiling(plan.ConnectTimeout.TotalMilliseconds);

    private int _candidate = -1;
    private UpstreamLease? _lease;
    private SocketTarget[] _targets = [];
    private int _target;
    private bool _targetsAreOld;
    private long _tryDeadline;
    private Step _step;
    private UpstreamLink? _link;

    private enum Step { Resolving, WaitingForQueue, Connecting, Handshaking, Over }

    /// <summary>The connected upstream, once <see cref="IsOver"/>; null when there is none. The caller's then.</summary>
    public UpstreamLink? Link => _step == Step.Over ? _link : null;

    /// <summary>The share of the upstream that belongs to <see cref="Link"/>. The caller's then.</summary>
    public UpstreamLease? Lease => Link is null ? null : _lease;

    public bool IsOver => _step == Step.Over;

    public Upstream Upstream => _candidates[_candidate];

    public CloseReason FailureReason => _failures.Reason;

    public string FailureDetail => _failures.ToString();

    /// <summary>Begins. What follows from it may be over when this returns.</summary>
    public void Begin() => TryNextUpstream();

    public void OnAddresses(AddressesKnown answer)
    {
        if (_step != Step.Resolving || answer.Upstream != Upstream) return;   // Too late: that try is over.
        if (answer.Targets is not { } targets)
        {
            UpstreamFailed(Upstream.Name, answer.Failure!);
            return;
        }
        (_targets, _target, _targetsAreOld) = (targets, -1, false);
        TryNextTarget();
    }

    public void OnReady(UpstreamLink link)
    {
        if (link != _link || IsOver) return;
        var events = link.Socket.TakeReady();
        var mayHaveFailed = (events & (IoEvents.Error | IoEvents.HangUp)) != 0;
        if (_step == Step.Connecting) AfterConnect(mayHaveFailed ? Sockets.TakeError(link.Socket.Descriptor) : 0);
        else if (_step == Step.Handshaking) AfterHandshakeStep(link.Socket.Handshake());
    }

    public void OnDeadline()
    {
        if (_step == Step.WaitingForQueue && connection.EventLoop.Now < _tryDeadline) Connect();
        else if (_step == Step.Resolving) UpstreamFailed(Upstream.Name, "its name was not resolved in time");
        else if (!IsOver) TargetFailed("no answer in time");
    }

    /// <summary>The client is gone: gives everything back.</summary>
    public void Abandon()
    {
        if (IsOver) return;
        _step = Step.Over;
        _link?.Socket.Close();
        _link = null;
        _lease?.End();
    }

    private void TryNextUpstream()
    {
        _lease = null;
        if (++_candidate == _candidates.Length)
        {
            GiveUp();
            return;
        }

        _lease = Upstream.Begin();
        _target = -1;
        _targetsAreOld = false;
        switch (Upstream.Address)
        {
            case RemoteAddress.Ip ip:
                _targets = [SocketTarget.Of(ip.EndPoint)];
                break;
            case RemoteAddress.Unix unix:
                _targets = [SocketTarget.Of(new UnixDomainSocketEndPoint(unix.Path))];
                break;
            default:
                if (Upstream.Resolver!.Known is not { } known)
                {
                    Resolve();
                    return;
                }
                (_targets, _targetsAreOld) = (known, true);
                break;
        }
        TryNextTarget();
    }

    private void Resolve()
    {
        _step = Step.Resolving;
        var upstream = Upstream;
        ShareTime(triesLeft: _candidates.Length - _candidate);
        upstream.Resolver!.ResolveAsync().PipeTo(
            connection.Self,
            success: targets => new AddressesKnown(upstream, targets, null),
            failure: failure => new AddressesKnown(upstream, null, failure.Message));
    }

    private void TryNextTarget()
    {
        if (++_target < _targets.Length)
        {
            ShareTime(triesLeft: _targets.Length - _target + _candidates.Length - _candidate - 1);
            Connect();
            return;
        }

        Upstream.Resolver?.Failed(_targets);
        if (_targetsAreOld) Resolve();
        else UpstreamFailed(null, "");
    }

    private void Connect()
    {
        var target = _targets[_target];
        if (plan is { Tls: null, AllowsPlaintextNetwork: false } && !target.IsLocal)
        {
            TargetFailed("is not on this machine, and plaintext is not to go over the network");
            return;
        }
        if (connection.EventLoop.Now >= _deadline)
        {
            TargetFailed("no time is left to try it");
            return;
        }

        var socket = Sockets.Connect(target.Bytes, out var errno);
        if (socket < 0 && errno == LibC.EAGAIN && Upstream.Address is RemoteAddress.Unix)
        {
            _step = Step.WaitingForQueue;
            var left = TimeSpan.FromMilliseconds(_tryDeadline - connection.EventLoop.Now);
            connection.SetTimer(left < FullQueueRetry ? left : FullQueueRetry);
            return;
        }
        if (socket < 0)
        {
            TargetFailed(Marshal.GetPInvokeErrorMessage(errno), isOurs: IsShortage(errno));
            return;
        }

        _step = Step.Connecting;
        _link = UpstreamLink.Open(connection.EventLoop, connection.Self, socket, errno == 0, hasHandshake: plan.Tls is not null);
        if (errno == 0) AfterConnect(error: 0);
    }

    private void AfterConnect(int error)
    {
        var link = _link!;
        if (error != 0)
        {
            TargetFailed(Marshal.GetPInvokeErrorMessage(error));
            return;
        }
        if (Sockets.IsConnectedToItself(link.Socket.Descriptor, _targets[_target].Bytes))
        {
            TargetFailed(Marshal.GetPInvokeErrorMessage(LibC.ECONNREFUSED));
            return;
        }

        if (connection.Settings.Tcp.KeepAlive is { } idle && Upstream.Address is not RemoteAddress.Unix)
            Sockets.TrySetKeepAlive(link.Socket.Descriptor, idle);
        if (plan.ProxyProtocol != ProxyProtocolVersion.Off && !TrySendHeader(link.Socket.Descriptor)) return;
        if (plan.Tls is not { } tls)
        {
            link.Socket.Attach(new PlaintextChannel(link.Socket.Descriptor));
            Succeed();
            return;
        }
        link.Socket.Attach(tls.CreateChannel(connection.EventLoop.Index, link.Socket.Descriptor, Upstream.Address));
        _step = Step.Handshaking;
        AfterHandshakeStep(link.Socket.Handshake());
    }

    /// <summary>The first bytes on the socket, before TLS. False when that was the end of this try.</summary>
    private bool TrySendHeader(int socket)
    {
        var tlvs = ProxyTlv.Describe(connection.Tls, connection.Identity);
        var header = ProxyHeader.Create(connection.PeerEndPoint, connection.LocalEndPoint, tlvs);
        var bytes = plan.ProxyProtocol == ProxyProtocolVersion.V1 ? TextHeader.Encode(header) : BinaryHeader.Encode(header);

        // A new socket has room for so little; one that has not is none to go on with.
        if (Sockets.Send(socket, bytes, out var errno) == bytes.Length) return true;
        TargetFailed(errno == 0 ? "the socket did not take the PROXY header" : Marshal.GetPInvokeErrorMessage(errno));
        return false;
    }

    private void AfterHandshakeStep(TlsStatus status)
    {
        switch (status)
        {
            case TlsStatus.WantRead or TlsStatus.WantWrite:
                _link!.Socket.UpdateInterest(mayRead: true, isCostly: true);
                break;
            case TlsStatus.Done when plan.Tls!.Refuses(_link!.Socket.Channel) is { } refusal:
                TargetFailed(refusal, isRejected: true);
                break;
            case TlsStatus.Done:
                Succeed();
                break;
            default:
                var failure = _link!.Socket.Channel.Failure!;
                TargetFailed(failure.Detail, failure.Kind is TlsFailureKind.Protocol or TlsFailureKind.CertificateRejected);
                break;
        }
    }

    private void Succeed()
    {
        Upstream.Resolver?.Succeeded(_targets[_target]);
        _lease!.Succeed();
        _step = Step.Over;
        connection.SetTimer(null);
    }

    private static bool IsShortage(int errno) =>
        errno is LibC.EMFILE or LibC.ENFILE or LibC.ENOMEM or LibC.ENOBUFS or LibC.EADDRNOTAVAIL;

    private void TargetFailed(string problem, bool isRejected = false, bool isOurs = false)
    {
        _link?.Socket.Close();
        _link = null;
        _failures.Add(Upstream.Name, _targets[_target].Name, problem, isRejected, isOurs);
        TryNextTarget();
    }

    private void UpstreamFailed(string? name, string problem)
    {
        if (name is not null) _failures.Add(name, name, problem, isRejected: false);
        if (_failures.LastWasOurs) _lease!.End();
        else _lease!.Fail(_failures.Last, _failures.LastWasRejected);
        TryNextUpstream();
    }

    private void GiveUp()
    {
        _step = Step.Over;
        connection.SetTimer(null);
    }

    /// <summary>Gives the next try its share of the time that is left.</summary>
    private void ShareTime(int triesLeft)
    {
        var left = Math.Max(0, _deadline - connection.EventLoop.Now);
        var share = Math.Max(1, left / triesLeft);
        _tryDeadline = connection.EventLoop.Now + share;
        connection.SetTimer(TimeSpan.FromMilliseconds(share));
    }
}
