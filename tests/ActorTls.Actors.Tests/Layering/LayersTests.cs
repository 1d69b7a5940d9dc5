namespace ActorTls.Actors.Tests.Layering;

/// <summary>The rules of <see cref="Layers"/> on types that are made up.</summary>
public sealed class LayersTests
{
    private static readonly Layers Three = new(
        "Root", ["Low", "Middle", "High"], new Dictionary<string, string[]> { ["High"] = ["Low"], ["Middle"] = ["Foreign"] });

    [Fact]
    public void A_layer_may_know_those_before_it() =>
        Assert.Empty(Three.FindForbiddenPaths([("Root.Middle.A", "Root.Low.B"), ("Root.Low.B", "Root.Low.C"), ("Root.High.D", "Foreign.X")]));

    [Fact]
    public void A_layer_must_not_know_one_after_it() =>
        Assert.Equal(["Low.A → Middle.Sub.B"], Three.FindForbiddenPaths([("Root.Low.A", "Root.Middle.Sub.B")]));

    [Fact]
    public void A_circle_is_told_with_its_path() => Assert.Equal(
        ["Low.A → Middle.B", "Low.A → Middle.B → High.C", "Middle.B → High.C"],
        Three.FindForbiddenPaths([("Root.Low.A", "Root.Middle.B"), ("Root.Middle.B", "Root.High.C"), ("Root.High.C", "Root.Low.A")])
            .Where(path => !path.StartsWith("High", StringComparison.Ordinal)));

    [Fact]
    public void What_is_forbidden_besides_must_not_be_reached_through_a_third() =>
        Assert.Equal(["High.A → Middle.B → Low.C"], Three.FindForbiddenPaths([("Root.High.A", "Root.Middle.B"), ("Root.Middle.B", "Root.Low.C")]));

    [Fact]
    public void A_namespace_outside_of_the_root_can_be_forbidden() => Assert.Equal(
        ["Middle.A → Low.B → Foreign.Sub.X"],
        Three.FindForbiddenPaths([("Root.Middle.A", "Root.Low.B"), ("Root.Low.B", "Foreign.Sub.X"), ("Root.Middle.A", "System.Uri")]));

    [Fact]
    public void The_shortest_path_is_told_once_for_each_pair_of_layers() => Assert.Equal(
        ["Low.B → High.C"],
        Three.FindForbiddenPaths([("Root.Low.A", "Root.Low.B"), ("Root.Low.B", "Root.High.C"), ("Root.Low.B", "Root.High.D")]));
}
