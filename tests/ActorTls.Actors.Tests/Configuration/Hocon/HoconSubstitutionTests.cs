using ActorTls.Configuration.Hocon;

namespace ActorTls.Actors.Tests.Configuration.Hocon;

public sealed class HoconSubstitutionTests
{
    [Theory]
    [InlineData("a = ${b}, b = 1", "{a:'1',b:'1'}")]
    [InlineData("a = ${b.c}, b { c = [1] }", "{a:['1'],b:{c:['1']}}")]
    [InlineData("a = ${b}, b = 1, b = 2", "{a:'2',b:'2'}")]
    [InlineData("a = x ${b} y, b = 1", "{a:'x 1 y',b:'1'}")]
    [InlineData("a = ${b}${b}/x, b = 1", "{a:'11/x',b:'1'}")]
    [InlineData("a = ${?b}", "{}")]
    [InlineData("a = 1, a = ${?b}", "{a:'1'}")]
    [InlineData("a = ${?b}${?c}", "{}")]
    [InlineData("a = ${?b} x", "{a:' x'}")]
    [InlineData("a = [1, ${?b}, 2]", "{a:['1','2']}")]
    [InlineData("a = ${?b} [1]", "{a:['1']}")]
    [InlineData("a = [0] ${b}, b = [1]", "{a:['0','1'],b:['1']}")]
    [InlineData("a = ${b} { c = 2 }, b { c = 1, d = 1 }", "{a:{c:'2',d:'1'},b:{c:'1',d:'1'}}")]
    [InlineData("a = { c = 2, e = 2 } ${b}, b { c = 1, d = 1 }", "{a:{c:'1',e:'2',d:'1'},b:{c:'1',d:'1'}}")]
    [InlineData("a { b = 1, c = ${a.b} }", "{a:{b:'1',c:'1'}}")]
    [InlineData("a = ${\"x.y\"}, \"x.y\" = 1", "{a:'1',x.y:'1'}")]
    [InlineData("a = ${b}, b = null", "{a:null,b:null}")]
    public void A_substitution_is_replaced_by_the_final_value(string text, string expected) =>
        Assert.Equal(expected, Hocon.Json(text));

    // The examples of the specification, "Self-Referential Substitutions".
    [Theory]
    [InlineData("path = a, path = ${path}\":b\"", "{path:'a:b'}")]
    [InlineData("path = [a], path = ${path} [b], path = ${path} [c]", "{path:['a','b','c']}")]
    [InlineData("foo { a { c = 1 } }, foo = ${foo.a}, foo { a = 2 }", "{foo:{a:'2',c:'1'}}")]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }", "{bar:{foo:'42',baz:'42'}}")]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }, bar { foo = 43 }", "{bar:{foo:'43',baz:'43'}}")]
    [InlineData("bar { a = ${foo.d}, b = 1 }, bar.b = 3, foo { c = ${bar.b}, d = 2 }, foo.d = 4", "{bar:{a:'4',b:'3'},foo:{c:'3',d:'4'}}")]
    [InlineData("a = ${?a}foo", "{a:'foo'}")]
    [InlineData("a.b = 1, a.b = ${a.b}2", "{a:{b:'12'}}")]
    [InlineData("a = [1], a = [${a}, 2]", "{a:[['1'],'2']}")]
    [InlineData("a = [1], a = [{ x = ${a} }]", "{a:[{x:['1']}]}")]
    public void A_substitution_of_its_own_field_sees_the_value_before(string text, string expected) =>
        Assert.Equal(expected, Hocon.Json(text));

    [Theory]
    [InlineData("y { t { p = 1 } }, y = ${std} { t { q = 2 } }, std { t { r = 3 } }", "{y:{t:{p:'1',r:'3',q:'2'}},std:{t:{r:'3'}}}")]
    [InlineData("y { t { p = 1 } }, y = ${std}, std { t { r = 3 } }", "{y:{t:{p:'1',r:'3'}},std:{t:{r:'3'}}}")]
    [InlineData("a = ${x}, a { b = 2 }, x { b = 1, c = 1 }", "{a:{b:'2',c:'1'},x:{b:'1',c:'1'}}")]
    [InlineData("a = ${x}, a.b = ${a.b} [2], x.b = [1]", "{a:{b:['1','2']},x:{b:['1']}}")]
    [InlineData("a = ${x}, a.b += 2, x.b = [1]", "{a:{b:['1','2']},x:{b:['1']}}")]
    public void Objects_that_come_by_substitution_merge_deeply(string text, string expected) =>
        Assert.Equal(expected, Hocon.Json(text));

    [Theory]
    [InlineData("a = ${b}", "test.conf:1:5: a = ${b}: is defined neither in the configuration nor in the environment")]
    [InlineData("a = ${a}", "test.conf:1:5: a = ${a}: is defined neither")]
    [InlineData("a = ${b}, b = ${a}", "a cycle of substitutions")]
    [InlineData("a = ${b.x}, b = { x = ${a} }", "a cycle of substitutions")]
    [InlineData("a = ${b}, b = ${c}, c = ${a}x", "a cycle of substitutions")]
    [InlineData("a { b = ${a} }", "contains itself")]
    [InlineData("a = [${b}], b = [${a}]", "contains itself")]
    [InlineData("a = ${b} [1], b = x", "test.conf:1:10: a: text, lists and objects cannot be joined")]
    [InlineData("a = ${b} { c = 1 }, b = [1]", "cannot be joined")]
    [InlineData("a { b = 1 }, a += 2", "cannot be joined")]
    public void A_substitution_that_cannot_be_made_is_an_error(string text, string expected) =>
        Assert.All(Hocon.Errors(text), error => Assert.Contains(expected, error, StringComparison.Ordinal));

    [Fact]
    public void All_undefined_substitutions_are_told_at_once() =>
        Assert.Equal(3, Hocon.Errors("a = ${x}\nb = [${y}]\nc { d = ${z} }").Count);

    [Fact]
    public void After_a_hundred_undefined_substitutions_the_rest_is_not_told() =>
        Assert.Equal(101, Hocon.Errors(string.Concat(Enumerable.Range(1, 1000).Select(i => $"a{i} = ${{none}}\n"))).Count);

    [Theory]
    [InlineData("a = ${HOME}", "{a:'/home/me'}")]
    [InlineData("a = ${?HOME}", "{a:'/home/me'}")]
    [InlineData("a = ${HOME}/x", "{a:'/home/me/x'}")]
    [InlineData("HOME = here, a = ${HOME}", "{HOME:'here',a:'here'}")]
    [InlineData("HOME = null, a = ${HOME}", "{HOME:null,a:null}")]
    [InlineData("HOME = ${HOME}/x", "{HOME:'/home/me/x'}")]
    public void What_the_configuration_does_not_define_comes_from_the_environment(string text, string expected) =>
        Assert.Equal(expected, Hocon.Json(text, name => name == "HOME" ? "/home/me" : null));

    [Theory]
    [InlineData("a = 1, a = ${?EMPTY}", "{a:'1'}")]
    [InlineData("a = ${?EMPTY}", "{}")]
    [InlineData("a = [x, ${?EMPTY}]", "{a:['x']}")]
    [InlineData("a = x${?EMPTY}y", "{a:'xy'}")]
    [InlineData("a = ${EMPTY}", "{a:''}")]
    [InlineData("EMPTY = \"\", a = 1, a = ${?EMPTY}", "{EMPTY:'',a:''}")]
    public void An_environment_variable_that_is_empty_is_none_where_none_is_allowed(string text, string expected) =>
        Assert.Equal(expected, Hocon.Json(text, name => name == "EMPTY" ? "" : null));

    [Fact]
    public void A_value_that_grows_exponentially_is_an_error_after_steps_in_proportion_to_the_text()
    {
        foreach (var doubling in new[] { "${X}${X}", "[${X}, ${X}]", "{ l = ${X}, r = ${X} }", "[1] ${Y} ${Y}" })
        {
            var lines = Enumerable.Range(1, 60).Select(i => $"a{i} = " + doubling
                .Replace("X", $"a{i - 1}", StringComparison.Ordinal).Replace("Y", $"a{i - 1}", StringComparison.Ordinal));
            var text = (doubling.Contains('Y', StringComparison.Ordinal) ? "a0 = [1]\n" : "a0 = 0123456789\n") + string.Join('\n', lines);
            Assert.Contains("expands to far more than what is written", Assert.Single(Hocon.Errors(text)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_long_chain_of_substitutions_is_an_error_and_no_overflow_of_the_stack()
    {
        var text = string.Join('\n', Enumerable.Range(1, 20_000).Select(i => $"a{i} = ${{a{i + 1}}}")) + "\na20001 = 1";
        Assert.Contains("nested more than 256 deep", Assert.Single(Hocon.Errors(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_run_of_appending_is_no_chain()
    {
        var root = Hocon.Parse(string.Concat(Enumerable.Repeat("l += x\n", 5_000)));
        Assert.Equal(5_000, Assert.IsType<HoconList>(root.Fields["l"].Value).Elements.Count);
    }
}
