namespace ActorTls.Load.NBomber.Configuration;

/// <summary>
/// What the load simulations of one scenario ask for, as far as it must be known before NBomber reads them itself.
/// </summary>
/// <param name="Duration">Of all of them, one after the other, pauses included.</param>
/// <param name="FirstPause">How long nothing happens at the beginning.</param>
/// <param name="Copies">The most copies that iterate at the same time in a closed simulation.</param>
/// <param name="IsOpen">Whether copies are also started at a rate, however many of them are at it.</param>
internal sealed record LoadProfile(TimeSpan Duration, TimeSpan FirstPause, int Copies, bool IsOpen)
{
    private static readonly LoadProfile None = new(TimeSpan.Zero, TimeSpan.Zero, 0, false);

    // Shorter ones are refused by NBomber; where they come from JSON, without a message.
    private static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(1);

    private enum Part
    {
        Copies,
        Rate,
        Interval,
        Duration,
    }

    private static readonly Dictionary<string, Part[]> Simulations = new()
    {
        ["KeepConstant"] = [Part.Copies, Part.Duration],
        ["RampingConstant"] = [Part.Copies, Part.Duration],
        ["Inject"] = [Part.Rate, Part.Interval, Part.Duration],
        ["RampingInject"] = [Part.Rate, Part.Interval, Part.Duration],
        ["InjectRandom"] = [Part.Rate, Part.Rate, Part.Interval, Part.Duration],
        ["Pause"] = [Part.Duration],
    };

    /// <summary>Reads and checks a list of simulations, such as <c>[{ "KeepConstant": [16, "00:00:10"] }]</c>.</summary>
    public static LoadProfile Read(JsonPlace place)
    {
        var profiles = place.ReadList().Select(ReadSimulation).ToArray();
        if (profiles.Length == 0) place.Report("there must be a load simulation at least");
        return new LoadProfile(
            Sum(profiles.Select(profile => profile.Duration)),
            Sum(profiles.TakeWhile(profile => profile.FirstPause == profile.Duration).Select(profile => profile.FirstPause)),
            profiles.Select(profile => profile.Copies).DefaultIfEmpty().Max(),
            profiles.Any(profile => profile.IsOpen));
    }

    private static LoadProfile ReadSimulation(JsonPlace place)
    {
        var members = place.ReadObject(Simulations.Keys);
        if (members.Count != 1)
        {
            if (members.Count > 1) place.Report("each simulation is an object of its own");
            else place.Refuse($"one of {string.Join(", ", Simulations.Keys)}");
            return None;
        }
        var (name, value) = members.Single();
        return Simulations.TryGetValue(name, out var parts) ? ReadParts(value, parts) : None;
    }

    private static LoadProfile ReadParts(JsonPlace place, Part[] parts)
    {
        // What has one part only is not a list in NBomber's format.
        IReadOnlyList<JsonPlace> values = parts.Length == 1 ? [place] : place.ReadList();
        if (values.Count != parts.Length)
        {
            place.Refuse($"[{string.Join(", ", parts.Select(part => part.ToString().ToLowerInvariant()))}]");
            return None;
        }
        var rates = new List<int>();
        var (copies, interval, duration) = (0, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (part, value) in parts.Zip(values))
        {
            if (part == Part.Copies) copies = value.ReadCount() ?? 0;
            else if (part == Part.Rate) rates.Add(value.ReadCount() ?? 0);
            else if (part == Part.Interval) interval = value.ReadDuration(ShortestInterval) ?? TimeSpan.Zero;
            else duration = value.ReadDuration(ShortestDuration) ?? TimeSpan.Zero;
        }
        if (interval > duration && duration > TimeSpan.Zero) place.Refuse("the interval must not be longer than the duration");
        if (rates.Count == 2 && rates[0] > rates[1]) place.Refuse("the first rate is the lower one");
        return new LoadProfile(duration, parts.Length == 1 ? duration : TimeSpan.Zero, copies, IsOpen: rates.Count > 0);
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
}
