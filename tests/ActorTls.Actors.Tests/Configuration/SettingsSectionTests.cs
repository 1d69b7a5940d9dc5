using ActorTls.Configuration;
using ActorTls.Hosting;

namespace ActorTls.Actors.Tests.Configuration;

public sealed class SettingsSectionTests
{
    private sealed record Values(int Count, long Size, TimeSpan Pause, bool Fast, FileReference File, string? Name, IReadOnlyList<int> Ports);

    private sealed class TypeWithKeys : IServiceSettingsReader
    {
        public string Type => "typed";

        public object ReadSettings(SettingsSection section) => new Values(
            section.GetInteger("count", 1, 10),
            section.GetSize("size", 1, 1024 * 1024),
            section.GetDuration("pause", TimeSpan.Zero, TimeSpan.FromHours(1)),
            section.GetBoolean("fast"),
            section.GetFile("file"),
            section.GetOptionalText("name")?.Value,
            [.. section.GetSections("targets").Select(target => target.GetInteger("port", 1, 65535))]);
    }

    private const string Defaults = """
        actor-tls.defaults.service.typed { count = 1, size = 64KiB, pause = 1s, fast = yes, targets = [] }

        """;

    private static ConfigurationSources With(string service) =>
        Read.Sources(Read.Minimal, Defaults, $"actor-tls.services.mine {{ type = typed, {service} }}");

    [Fact]
    public void A_type_of_service_reads_its_keys_over_its_defaults()
    {
        var settings = Read.Settings(
            With("count = 2, file = \"x.pem\", targets = [{ port = 1 }, { port = 2 }]"), [.. BuiltInServices.All, new TypeWithKeys()]);

        var values = Assert.IsType<Values>(settings.Services["mine"].Settings);
        Assert.Equal((2, 65_536, TimeSpan.FromSeconds(1), true), (values.Count, values.Size, values.Pause, values.Fast));
        Assert.Equal("/work-dir/x.pem", values.File.Path);
        Assert.Null(values.Name);
        Assert.Equal([1, 2], values.Ports);
    }

    [Fact]
    public void A_type_of_service_reports_all_that_is_wrong()
    {
        var errors = Read.Errors(
            With("count = 11, size = big, pause = 2h, fast = 2, name = {}, targets = [{ port = 0, prot = 1 }], other = 1"),
            [.. BuiltInServices.All, new TypeWithKeys()]);

        Assert.Equal(9, errors.Count);
        foreach (var key in new[] { "count", "size", "pause", "fast", "file", "name", "targets.0.port", "targets.0.prot", "other" })
            Assert.Contains(errors, error => error.Contains($"actor-tls.services.mine.{key}", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_type_names_the_known_ones() => Assert.EndsWith(
        "is not a type of service; accepted: echo, forward, typed",
        Assert.Single(Read.Errors(Read.Sources(Read.Minimal, Defaults, "actor-tls.services.mine { type = proxy, x = 1 }"),
            [.. BuiltInServices.All, new TypeWithKeys()])),
        StringComparison.Ordinal);
}
