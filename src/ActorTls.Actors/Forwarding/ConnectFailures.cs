using System.Text;
using ActorTls.Sessions;

namespace ActorTls.Forwarding;

/// <summary>What became of each try to connect, in words.</summary>
internal sealed class ConnectFailures
{
    /// <summary>A name may have very many addresses; the log needs no more.</summary>
    private const int LongestText = 1000;

    private readonly StringBuilder _all = new();
    private bool _anyWasRejected;

    /// <summary>The last one.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Whether the last one was reached, but is not who it should be.</summary>
    public bool LastWasRejected { get; private set; }

    /// <summary>Why there is no upstream.</summary>
    public CloseReason Reason => _anyWasRejected ? CloseReason.UpstreamRejected : CloseReason.UpstreamUnavailable;

    /// <summary>Whether the last one is no fault of the upstream: this machine had no descriptor, port or memory for it.</summary>
    public bool LastWasOurs { get; private set; }

    public void Add(string upstream, string address, string problem, bool isRejected, bool isOurs = false)
    {
        var where = upstream == address ? upstream : $"{upstream} ({address})";
        Last = $"{where}: {problem}";
        LastWasRejected = isRejected;
        LastWasOurs = isOurs;
        _anyWasRejected |= isRejected;
        if (_all.Length + Last.Length <= LongestText) _all.Append(_all.Length > 0 ? "; " : "").Append(Last);
        else if (_all.Length > 0 && _all[^1] != '…') _all.Append("; …");
    }

    public override string ToString() => _all.ToString();
}
