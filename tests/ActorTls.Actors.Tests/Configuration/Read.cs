using ActorTls.Configuration;
using ActorTls.Hosting;

namespace ActorTls.Actors.Tests.Configuration;

/// <summary>Reads configurations the way tests want to see them.</summary>
internal static class Read
{
    /// <summary>A policy, a service and a listener that are right, for tests of one of them.</summary>
    public const string Minimal = """
        actor-tls {
          policies.main {
            certificates = [{ cert = "server.crt", key = "server.key" }]
            client-ca = ["ca.crt"]
            authorization.allow = [{ common-name = "alice" }]
          }
          services.echo.type = echo
          listeners.main { port = 8443, policy = main, service = echo }
        }

        """;

    public static ConfigurationSources Sources(params string[] documents)
    {
        var sources = new ConfigurationSources { WorkingDirectory = "/work-dir", EnvironmentVariable = _ => null };
        for (var i = 0; i < documents.Length; i++) sources.AddDocument(i == 0 ? "test.conf" : $"test{i + 1}.conf", documents[i]);
        return sources;
    }

    public static ActorTlsSettings Settings(ConfigurationSources sources, params IServiceSettingsReader[] types)
    {
        var report = new ConfigurationReport();
        var settings = ActorTlsConfiguration.Read(sources, types.Length == 0 ? BuiltInServices.All : types, report);
        Assert.Empty(report.Errors);
        return Assert.IsType<ActorTlsSettings>(settings);
    }

    public static ActorTlsSettings Settings(params string[] documents) => Settings(Sources(documents));

    public static IReadOnlyList<string> Errors(ConfigurationSources sources, params IServiceSettingsReader[] types)
    {
        var report = new ConfigurationReport();
        ActorTlsConfiguration.Read(sources, types.Length == 0 ? BuiltInServices.All : types, report);
        Assert.True(report.HasErrors);
        return [.. report.Errors.Select(error => error.ToString())];
    }

    public static IReadOnlyList<string> Errors(params string[] documents) => Errors(Sources(documents));

    /// <summary>The one error that <see cref="Minimal"/> with these additions has.</summary>
    public static string Error(string additions) => Assert.Single(Errors(Minimal + additions));

    public static IReadOnlyList<string> Warnings(params string[] documents)
    {
        var report = new ConfigurationReport();
        ActorTlsConfiguration.Read(Sources(documents), BuiltInServices.All, report);
        Assert.Empty(report.Errors);
        return [.. report.Warnings.Select(warning => warning.ToString())];
    }
}
