using System.CommandLine;
using static ActorTls.Load.CommandLine.OptionTexts;

namespace ActorTls.Load.CommandLine;

/// <summary>The options that every scenario has.</summary>
internal sealed class RunOptions
{
    private readonly TargetOptions _target = new();
    private readonly Option<string> _warmUp = Text("--warm-up", "TIME", "load before the time that counts", "2s");
    private readonly Option<string?> _duration = Optional("--duration", "TIME", "the time that counts [default: 10s]");
    private readonly Option<string?> _count = Optional("--count", "N", "end after so many operations");
    private readonly Option<string?> _rate = Optional(
        "--rate", "N", "operations a second at even intervals, latencies counted from when each should start [default: as fast as they end]");
    private readonly Option<string?> _process = Optional(
        "--server-pid", "PID", "the server's process, children included [default: who listens at the address, if that can be told]");
    private readonly Option<string[]> _expectations = ExpectationOption();
    private readonly Option<string?> _out = Optional("--out", "FILE", "write the result as JSON");
    private readonly Option<string?> _plots = Optional("--plots", "DIR", "write plots of latency and memory as SVG");

    /// <summary>The options.</summary>
    public IEnumerable<Option> All =>
        [.. _target.All, _warmUp, _duration, _count, _rate, _process, _expectations, _out, _plots];

    /// <summary>The values.</summary>
    /// <exception cref="UsageException">One is not accepted.</exception>
    public RunArguments Read(ParseResult parsed)
    {
        var count = OptionalNumber(parsed, _count, 1, long.MaxValue);
        var duration = parsed.GetValue(_duration) is { } text ? Duration(text, _duration) : TimeSpan.FromSeconds(count is null ? 10 : 3600);
        if (duration < TimeSpan.FromMilliseconds(1)) throw new UsageException("--duration must be 1ms at least");
        return new RunArguments
        {
            Target = _target.Read(parsed),
            WarmUp = Duration(parsed.GetRequiredValue(_warmUp), _warmUp),
            Duration = duration,
            Count = count,
            Rate = OptionalNumber(parsed, _rate, 1, 10_000_000),
            ServerProcessId = (int?)OptionalNumber(parsed, _process, 1, int.MaxValue),
            Expectations = ReadExpectations(parsed, _expectations),
            ResultFile = parsed.GetValue(_out),
            PlotDirectory = parsed.GetValue(_plots),
        };
    }
}
