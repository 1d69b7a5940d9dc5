using ActorTls.Load.Comparison.Figures;

namespace ActorTls.Load.Comparison.Measuring;

/// <summary>Something that every server is measured at: a scenario of the load tool with its parameters.</summary>
/// <param name="Key">Its name in files.</param>
/// <param name="Title">Its name for readers.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Arguments">Of the scenario.</param>
/// <param name="Main">The figure that it is about.</param>
/// <param name="WithCertificate">Whether clients show a certificate.</param>
/// <param name="IsFleet">Whether each operation is by another client of the fleet, so that each run has to go on where the last one ended.</param>
internal sealed record Row(
    string Key, string Title, string Scenario, IReadOnlyList<string> Arguments, Figure Main = Figure.ProcessorTime, bool WithCertificate = false,
    bool IsFleet = false);
