using System.Globalization;

namespace ActorTls.Actors.Tests.Layering;

/// <summary>No way to name a type escapes <see cref="TypeDependencies"/>. Each is used once here, by a type of its own.</summary>
public sealed class TypeDependenciesTests
{
    private static readonly ILookup<string, string> NamedBy = TypeDependencies.Read(typeof(TypeDependenciesTests).Assembly.Location).Pairs
        .ToLookup(pair => pair.From, pair => pair.To);

    [Theory]
    [InlineData(nameof(ViaBase), "System.MarshalByRefObject")]
    [InlineData(nameof(ViaInterface), "System.ICloneable")]
    [InlineData(nameof(ViaField), "System.Version")]
    [InlineData(nameof(ViaTypeArgument), "System.Uri")]
    [InlineData(nameof(ViaParameter), "System.Uri")]
    [InlineData(nameof(ViaConstraint), "System.Uri")]
    [InlineData(nameof(ViaCall), "System.GC")]
    [InlineData(nameof(ViaGenericCall), "System.Uri")]
    [InlineData(nameof(ViaLambda), "System.GC")]
    [InlineData(nameof(ViaIterator), "System.GC")]
    [InlineData(nameof(ViaNestedType), "System.Version")]
    [InlineData(nameof(ViaCatch), "System.TimeZoneNotFoundException")]
    [InlineData(nameof(ViaCast), "System.Version")]
    [InlineData(nameof(ViaTypeOf), "System.Version")]
    [InlineData(nameof(ViaFunctionPointer), "System.Version")]
    [InlineData("ViaAttribute", "System.ObsoleteAttribute")]
    [InlineData(nameof(ViaAttributeArgument), "ActorTls.Actors.Tests.Layering.NamedTypes")]
    [InlineData(nameof(ViaForeignNested), "System.Environment")]
    public void A_type_that_is_named_is_seen(string from, string to) =>
        Assert.Contains(to, NamedBy[$"ActorTls.Actors.Tests.Layering.{from}"]);

    [Fact]
    public void A_type_that_is_not_named_is_not_seen() =>
        Assert.DoesNotContain("System.Version", NamedBy["ActorTls.Actors.Tests.Layering.ViaCall"]);

    [Fact]
    public void A_switch_over_many_values_does_not_hide_what_follows() =>
        Assert.Contains("System.Globalization.CultureInfo", NamedBy["ActorTls.Actors.Tests.Layering.BehindSwitch"]);
}

#pragma warning disable CA1852, CA1812, CA1822, CA1823, CS0169, CA1031, CS0618, IDE0051

internal abstract class ViaBase : MarshalByRefObject;

internal abstract class ViaInterface : ICloneable
{
    public abstract object Clone();
}

internal class ViaField
{
    private readonly Version? _field;
}

internal class ViaTypeArgument
{
    private readonly Dictionary<string, List<Uri[]>>? _field;
}

internal class ViaParameter
{
    public void Method(Uri parameter) => _ = parameter;
}

internal class ViaConstraint
{
    public void Method<T>() where T : Uri { }
}

internal class ViaCall
{
    public void Method() => System.GC.KeepAlive(this);
}

internal class ViaGenericCall
{
    public object Method() => Array.Empty<Uri>();
}

internal class ViaLambda
{
    public Action Method(int captured) => () => GC.KeepAlive(captured);
}

internal class ViaIterator
{
    public IEnumerable<int> Method()
    {
        yield return 1;
        GC.KeepAlive(this);
    }
}

internal class ViaNestedType
{
    private sealed class Nested
    {
        private readonly Version? _field;
    }
}

internal class ViaCatch
{
    public void Method()
    {
        try
        {
            Console.Beep();
        }
        catch (TimeZoneNotFoundException)
        {
        }
    }
}

internal class ViaCast
{
    public bool Method(object value) => value is Version;
}

internal class ViaTypeOf
{
    public object Method() => typeof(Version);
}

internal unsafe class ViaFunctionPointer
{
    private delegate*<Version, void> _field;
}

[Obsolete("only to be seen")]
internal class ViaAttribute;

[System.Diagnostics.DebuggerTypeProxy(typeof(NamedTypes))]
internal class ViaAttributeArgument;

internal class ViaForeignNested
{
    public string Method() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}

internal class BehindSwitch
{
    public object Method(int value)
    {
        var result = value switch { 0 => 17, 1 => 4, 2 => 99, 3 => 5, 4 => 1, 5 => 1 << 20, 6 => 8, 7 => 3, _ => 0L };
        return result.ToString(CultureInfo.InvariantCulture);
    }
}
