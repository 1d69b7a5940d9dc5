using ActorTls.Configuration.Hocon;

namespace ActorTls.Actors.Tests.Configuration.Hocon;

public sealed class HoconSyntaxTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("# a comment\n// another\n", "{}")]
    [InlineData("a = 1 # to the end\nb = 2 // too", "{a:'1',b:'2'}")]
    [InlineData("a=http//x", "{a:'http'}")]
    [InlineData("a : 1, b = 2\nc { d = 3 }", "{a:'1',b:'2',c:{d:'3'}}")]
    [InlineData("a = 1,\nb = 2,\n", "{a:'1',b:'2'}")]
    [InlineData("a.b.c = 1", "{a:{b:{c:'1'}}}")]
    [InlineData("a.\"b.c\".d = 1", "{a:{b.c:{d:'1'}}}")]
    [InlineData("10.0foo = 1", "{10:{0foo:'1'}}")]
    [InlineData("a b c = 1", "{a b c:'1'}")]
    [InlineData("\"\" = 1", "{:'1'}")]
    [InlineData("a { b = 1 }, c = [ ]", "{a:{b:'1'},c:[]}")]
    [InlineData("a = [1, 2\n3\n, 4,]", "{a:['1','2','3','4']}")]
    [InlineData("a = [[1], [2, [3]]]", "{a:[['1'],['2',['3']]]}")]
    [InlineData("a = 30us", "{a:'30us'}")]
    [InlineData("a =  hello  world  ", "{a:'hello  world'}")]
    [InlineData("a = 1.5e+3", "{a:'1.5e+3'}")]
    [InlineData("a = \"x\" y \"z\"", "{a:'x y z'}")]
    [InlineData("a = null, b = \"null\", c = nullable", "{a:null,b:'null',c:'nullable'}")]
    [InlineData("a = true false", "{a:'true false'}")]
    [InlineData("a = \"\\u0041\\n\\t\\\\\\/\\\"\"", "{a:'A\n\t\\/\"'}")]
    [InlineData("a = \"\"\"x \"y\" \\n\nz\"\"\"", "{a:'x \"y\" \\n\nz'}")]
    [InlineData("a = \"\"\"x\"\"\"\"\"", "{a:'x\"\"'}")]
    [InlineData("\uFEFFa = 1\r\nb\u00A0=\u20032\r\n", "{a:'1',b:'2'}")]
    [InlineData("{ \"a\" : \n 1 ,\n \"b\"\n: [ true , null ] }", "{a:'1',b:['true',null]}")]
    [InlineData("a =\n\n 1", "{a:'1'}")]
    [InlineData("a\n{ b = 1 }", "{a:{b:'1'}}")]
    [InlineData("includes = 1, \"include\" = 2", "{includes:'1',include:'2'}")]
    public void Text_is_read_as_the_specification_says(string text, string expected) =>
        Assert.Equal(expected, Hocon.Json(text));

    [Theory]
    [InlineData("a = 1, a = 2", "{a:'2'}")]
    [InlineData("a { b = 1 }, a { c = 2 }", "{a:{b:'1',c:'2'}}")]
    [InlineData("a { b = 1 }, a.b = 2", "{a:{b:'2'}}")]
    [InlineData("a { b = 1 }, a = null, a { c = 2 }", "{a:{c:'2'}}")]
    [InlineData("a { b = 1 }, a = 3, a { c = 2 }", "{a:{c:'2'}}")]
    [InlineData("a = [1], a = [2]", "{a:['2']}")]
    [InlineData("a = [1], a += 2, a += [3]", "{a:['1','2',['3']]}")]
    [InlineData("a += 1", "{a:['1']}")]
    [InlineData("a.b += 1, a.b += ${x}, a.b += 2, x = y", "{a:{b:['1','y','2']},x:'y'}")]
    [InlineData("a = [1] [2]\n", "{a:['1','2']}")]
    [InlineData("a = { b = 1 } { b = 2, c = 3 }", "{a:{b:'2',c:'3'}}")]
    [InlineData("a { b { c = 1, d = 1 } }, a { b { d = 2 }, e = 3 }", "{a:{b:{c:'1',d:'2'},e:'3'}}")]
    public void Repeated_keys_merge_as_the_specification_says(string text, string expected) =>
        Assert.Equal(expected, Hocon.Json(text));

    [Theory]
    [InlineData("a = [ }", "1:7: a.0: a value is missing before '}'")]
    [InlineData("a {", "1:3: a: an object is opened here and never closed")]
    [InlineData("{ a = 1", "1:1: an object is opened here and never closed")]
    [InlineData("a = [1", "1:5: a: a list is opened here and never closed")]
    [InlineData("a = \"x", "1:5: a: this quoted string does not end on its line")]
    [InlineData("a = \"\"\"x", "1:5: a: this triple-quoted string never ends")]
    [InlineData("a = \"\\q\"", "1:6: a: an escape that does not exist")]
    [InlineData("a = \"\\u12\"", "1:6: a: \\u needs four hexadecimal digits")]
    [InlineData("a = \"\\ud800\"", "1:5: a: half of a surrogate pair")]
    [InlineData("a = \"x\ty\"", "1:7: a: a raw control character")]
    [InlineData("b = 1\na = *.example", "2:5: a: '*' may stand in quotes only")]
    [InlineData("a = unix:/x", "1:9: a: ':' may stand in a value in quotes only")]
    [InlineData("a = ", "1:5: a: a value is missing")]
    [InlineData("a", "1:2: a: the end of the text after the key a")]
    [InlineData("a = 1 } b = 2", "1:7: '}' after a field")]
    [InlineData("{ a = 1 } b = 2", "1:11: 'b' after the end of the root object")]
    [InlineData("a = 1,, b = 2", "1:7: two commas in a row")]
    [InlineData(", a = 1", "1:1: ',' where a key is expected")]
    [InlineData("a = [1] b", "is joined")]
    [InlineData("a = [{ b = 1 } { c = 2 }]", "1:16: a.0: a comma or new line is missing between two elements of a list")]
    [InlineData("a = [\"b\" \"c\"]", "1:10: a.0: a comma or new line is missing between two elements of a list")]
    [InlineData("a = [[1] [2]]", "1:10: a.0: a comma or new line is missing between two elements of a list")]
    [InlineData("a..b = 1", "1:1: a key of a path is empty")]
    [InlineData(".a = 1", "1:1: a key of a path is empty")]
    [InlineData("[1]", "1:1: a list cannot be the root of a configuration")]
    [InlineData("a = ${b", "1:8: a: the end of the text in a substitution")]
    [InlineData("a = ${}", "1:7: a: '}' where a key is expected")]
    [InlineData("a = $b", "1:5: a: '$' may stand in quotes only")]
    [InlineData("include x", "1:1: include needs the name of a file in quotes")]
    [InlineData("include url(\"http://x\")", "1:1: cannot include url(…)")]
    [InlineData("a = [{ include \"x\" }]", "1:8: a.0: a file cannot be included inside a list")]
    public void A_mistake_is_told_with_its_place(string text, string expected)
    {
        var error = Assert.Single(Hocon.Errors(text));
        if (expected == "is joined") Assert.Contains("cannot be joined", error, StringComparison.Ordinal);
        else Assert.StartsWith($"test.conf:{expected}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_has_a_length_that_messages_can_hold() => Assert.Contains(
        "a key is longer than 250 characters",
        Assert.Single(Hocon.Errors(new string('k', 251) + " = 1")),
        StringComparison.Ordinal);

    [Fact]
    public void A_value_knows_its_place()
    {
        var a = Hocon.Parse("\n\n  a {\n    b = [x, y]\n  }").Fields["a"];
        Assert.Equal((3, 3), (a.KeyPosition.Line, a.KeyPosition.Column));
        var b = ((HoconObject)a.Value).Fields["b"];
        var y = ((HoconList)b.Value).Elements[1].Position;
        Assert.Equal((4, 13), (y.Line, y.Column));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a=")]
    [InlineData("a.")]
    [InlineData("a{")]
    [InlineData("[{a=")]
    public void Deep_nesting_is_an_error(string opening)
    {
        var error = Assert.Single(Hocon.Errors("x = 1\n" + (opening[0] == 'a' ? "" : "y = ") + string.Concat(Enumerable.Repeat(opening, 100_000))));
        Assert.Contains(opening == "a." ? "more than 100 keys" : "nested more than 100 deep", error, StringComparison.Ordinal);
    }
}
