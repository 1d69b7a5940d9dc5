using System.Text;
using ActorTls.Sessions;

namespace ActorTls.Actors.Tests.Sessions;

/// <summary>Makes framed sessions whose methods the test replaces; they send each frame back unless told otherwise.</summary>
internal sealed class ScriptedFrames
{
    public Action<Session> Frame { get; set; } = session => session.WriteFrame(session.Frames[^1]);

    public Action<Session>? Oversize { get; set; }

    public Action<Session>? Incomplete { get; set; }

    public Action<Session, object> Message { get; set; } = (_, _) => { };

    public Action<Session> PeerCompleted { get; set; } = session => session.Connection.CompleteWrites();

    /// <summary>The only session's; read after its connection has ended, or on its event loop.</summary>
    public List<string> Frames { get; } = [];

    public FramedService Service(Framing framing) => new("scripted", framing, _ => new Session(this));

    internal sealed class Session(ScriptedFrames script) : FramedSession
    {
        public new IConnection Connection => base.Connection;

        public List<string> Frames => script.Frames;

        public bool WriteFrame(string frame) => WriteFrame(Encoding.ASCII.GetBytes(frame));

        protected override void OnFrame(ReadOnlySpan<byte> frame)
        {
            Frames.Add(Encoding.ASCII.GetString(frame));
            script.Frame(this);
        }

        protected override void OnOversize()
        {
            if (script.Oversize is { } oversize) oversize(this);
            else base.OnOversize();
        }

        protected override void OnIncomplete(ReadOnlySpan<byte> rest)
        {
            if (script.Incomplete is null)
            {
                base.OnIncomplete(rest);
                return;
            }
            Frames.Add($"rest {Encoding.ASCII.GetString(rest)}");
            script.Incomplete(this);
        }

        protected internal override void OnMessage(object message) => script.Message(this, message);

        protected internal override void OnPeerCompleted() => script.PeerCompleted(this);
    }
}
