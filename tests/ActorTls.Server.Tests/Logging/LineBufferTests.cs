using System.Text;
using ActorTls.Server.Logging;

namespace ActorTls.Server.Tests.Logging;

/// <summary>A disk that is full takes a part, or nothing; what is there afterwards is whole lines.</summary>
public sealed class LineBufferTests
{
    private readonly SmallDisk _disk = new();
    private readonly LineBuffer _buffer;

    public LineBufferTests() => _buffer = new LineBuffer(_disk);

    [Theory]
    [InlineData(0, 3, "next\n")]
    [InlineData(1, 2, "one\nnext\n")]      // The rest of a line that was begun comes first.
    [InlineData(4, 2, "one\nnext\n")]      // Nothing was begun.
    [InlineData(5, 1, "one\ntwo\nnext\n")]
    [InlineData(13, 0, "one\ntwo\nthree\nnext\n")]
    public void What_was_not_written_is_counted_and_no_line_is_torn(int room, int lost, string expected)
    {
        _disk.Room = room;
        Assert.Equal(lost, Write("one", "two", "three"));
        _disk.Room = int.MaxValue;
        Assert.Equal(0, Write("next"));
        Assert.Equal(expected, _disk.Text);
    }

    [Fact]
    public void A_line_that_takes_several_attempts_is_finished_in_the_end()
    {
        _disk.Room = 1;
        Assert.Equal(0, Write("one"));
        _disk.Room = 1;
        Assert.Equal(1, Write("lost"));
        _disk.Room = 0;
        Assert.Equal(1, Write("lost too"));
        _disk.Room = 4;
        Assert.Equal(0, Write("two"));
        _disk.Room = int.MaxValue;
        Assert.Equal(0, Write("three"));
        Assert.Equal("one\ntwo\nthree\n", _disk.Text);
    }

    private int Write(params string[] lines)
    {
        foreach (var line in lines) _buffer.Add(line + "\n");
        _buffer.Flush(out var lost);
        return lost;
    }

    private sealed class SmallDisk : ILogOutput
    {
        private readonly List<byte> _bytes = [];

        public int Room { get; set; }

        public string Text => Encoding.UTF8.GetString(_bytes.ToArray());

        public int Write(ReadOnlySpan<byte> bytes)
        {
            if (Room == 0) throw new IOException("No space left on device");
            var count = Math.Min(Room, bytes.Length);
            _bytes.AddRange(bytes[..count]);
            Room -= count;
            return count;
        }
    }
}
