using ActorTls.Connections;
using ActorTls.Listening;
using ActorTls.Sessions;
using ActorTls.Telemetry;

namespace ActorTls.Hosting;

/// <summary>Gives the instruments the names of what connections and acceptors count by number.</summary>
internal static class ServerLabels
{
    /// <summary>Of every type that a server counts. Immutable.</summary>
    public static MetricLabels All { get; } = new(
        Phases: [.. Enum.GetValues<ConnectionPhase>().Select(phase => phase.Name())],
        OpenPhases: (int)ConnectionPhase.Closed,   // The last one; a connection in it is open no more.
        CloseReasons: [.. Enum.GetValues<CloseReason>().Select(reason => reason.Name())],
        AcceptErrorClasses: [.. Enum.GetValues<AcceptErrorClass>().Select(errorClass => errorClass.Name())]);
}
