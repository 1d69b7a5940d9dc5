using ActorTls.Configuration;
using ActorTls.Testing;

namespace ActorTls.Actors.Tests.Configuration.Hocon;

public sealed class HoconIncludeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private ConfigurationSources File(string name, string text) => new ConfigurationSources().AddFile(_directory.Write(name, text));

    [Theory]
    [InlineData("include \"sub/part.conf\"")]
    [InlineData("include file(\"sub/part.conf\")")]
    [InlineData("include required(\"sub/part.conf\")")]
    [InlineData("include required( file( \"sub/part.conf\" ) )")]
    public void A_file_is_included_relative_to_the_including_file(string include)
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "sub"));
        _directory.Write("sub/part.conf", "a = 1\nb = 1\ninclude \"deeper.conf\"");
        _directory.Write("sub/deeper.conf", "c = 1");

        Assert.Equal("{a:'0',b:'2',c:'1'}".Replace("a:'0'", "a:'1'", StringComparison.Ordinal),
            Hocon.Json(Hocon.Parse(File("main.conf", $"a = 0\n{include}\nb = 2"))));
    }

    [Fact]
    public void Substitutions_of_an_included_file_are_looked_up_there_first_and_then_at_the_root()
    {
        _directory.Write("part.conf", "x = inner, y = ${x}, z = ${w}");

        Assert.Equal(
            "{x:'outer',w:'root',a:{b:{x:'inner',y:'inner',z:'root'}}}",
            Hocon.Json(Hocon.Parse(File("main.conf", "x = outer, w = root, a.b { include \"part.conf\" }"))));
    }

    [Fact]
    public void A_self_reference_in_an_included_file_sees_the_value_before()
    {
        _directory.Write("part.conf", "l = ${l} [2]");

        Assert.Equal("{a:{l:['1','2']}}", Hocon.Json(Hocon.Parse(File("main.conf", "a { l = [1], include \"part.conf\" }"))));
    }

    [Fact]
    public void A_missing_file_is_an_error_even_without_required()
    {
        var error = Assert.Single(Hocon.Errors(File("main.conf", "a {\n  include \"absent.conf\"\n}")));
        Assert.Contains("main.conf:2:11: a = absent.conf: cannot be read: there is no such file", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_includes_itself_is_an_error()
    {
        _directory.Write("b.conf", "include \"a.conf\"");

        Assert.Contains("includes itself", Assert.Single(Hocon.Errors(File("a.conf", "include \"b.conf\""))), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_includes_are_an_error()
    {
        for (var i = 0; i < 12; i++) _directory.Write($"{i}.conf", $"include \"{i + 1}.conf\"\ninclude \"{i + 1}.conf\"");
        _directory.Write("12.conf", "a = 1");

        Assert.All(
            Hocon.Errors(new ConfigurationSources().AddFile(Path.Combine(_directory.Path, "0.conf"))),
            error => Assert.Contains("too many includes", error, StringComparison.Ordinal));
    }

    [Fact]
    public void A_mistake_in_each_of_several_files_is_told()
    {
        _directory.Write("part.conf", "x = [");
        var errors = Hocon.Errors(File("main.conf", "include \"part.conf\"\nb = }").AddFile(_directory.Write("second.conf", "c = *")));

        Assert.Equal(3, errors.Count);
        Assert.Contains("part.conf:1:5", errors[0], StringComparison.Ordinal);
        Assert.Contains("main.conf:2:5", errors[1], StringComparison.Ordinal);
        Assert.Contains("second.conf:1:5", errors[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_no_text_or_cannot_be_read_are_errors()
    {
        var binary = Path.Combine(_directory.Path, "binary.conf");
        System.IO.File.WriteAllBytes(binary, [(byte)'a', 0xFF, 0xFE]);
        var large = Path.Combine(_directory.Path, "large.conf");
        System.IO.File.WriteAllText(large, new string('#', (4 * 1024 * 1024) + 1));

        var errors = Hocon.Errors(new ConfigurationSources()
            .AddFile(binary).AddFile(large).AddFile(_directory.Path).AddFile("/absent/x.conf").AddFile("").AddFile("a\0b"));

        Assert.Equal(6, errors.Count);
        Assert.Contains("not UTF-8 text (byte 2)", errors[0], StringComparison.Ordinal);
        Assert.Contains("larger than 4 MiB", errors[1], StringComparison.Ordinal);
        Assert.All(errors, error => Assert.Contains("cannot be read", error, StringComparison.Ordinal));
    }
}
