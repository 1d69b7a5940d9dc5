using System.Diagnostics.Metrics;

namespace ActorTls.Scenarios.Harness;

/// <summary>Reads the server's instruments.</summary>
internal static class MetricReader
{
    /// <summary>The sum of an instrument's values that have all of these tags.</summary>
    public static long Read(string instrument, params (string Name, string Value)[] tags)
    {
        var sum = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (published, self) =>
            {
                if (published.Meter.Name == "ActorTls" && published.Name == instrument) self.EnableMeasurementEvents(published);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, measured, _) =>
        {
            foreach (var (name, expected) in tags)
            {
                if (!Has(measured, name, expected)) return;
            }
            sum += value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return sum;
    }

    private static bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name, string value)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name && Equals(tag.Value, value)) return true;
        }
        return false;
    }
}
