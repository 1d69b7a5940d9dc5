using ActorTls.Load.Scenarios.Client;

namespace ActorTls.Load.Tests.Scenarios;

public sealed class PatternTests
{
    private const int Period = 65_521;

    [Fact]
    public void A_slice_has_the_same_bytes_wherever_it_begins()
    {
        var period = Enumerable.Range(0, Period).Select(position => Pattern.Slice(0, position, 1)[0]).ToArray();
        foreach (var position in (int[])[0, 1, 30_000, Period - 16, Period - 15, Period - 1])
        {
            var slice = Pattern.Slice(0, position, Pattern.LongestSlice);
            for (var i = 0; i < slice.Length; i++) Assert.True(period[(position + i) % Period] == slice[i], $"byte {i} of the slice at {position}");
        }
    }
}
