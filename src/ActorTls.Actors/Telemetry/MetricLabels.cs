using System.Collections.Immutable;

namespace ActorTls.Telemetry;

/// <summary>
/// The values of the labels that an owner counts by number: value <c>i</c> is the name of number <c>i</c>. Telemetry knows none of
/// the types that these numbers come from.
/// </summary>
/// <param name="Phases">The phases of a connection.</param>
/// <param name="OpenPhases">How many of <paramref name="Phases"/>, from the first on, are phases of an open connection.</param>
/// <param name="CloseReasons">Why a connection ended.</param>
/// <param name="AcceptErrorClasses">The classes of errors of <c>accept(2)</c>.</param>
internal sealed record MetricLabels(
    ImmutableArray<string> Phases, int OpenPhases, ImmutableArray<string> CloseReasons, ImmutableArray<string> AcceptErrorClasses);
