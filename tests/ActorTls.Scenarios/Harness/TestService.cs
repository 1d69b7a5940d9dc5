using ActorTls.Configuration;
using ActorTls.Sessions;

namespace ActorTls.Scenarios.Harness;

/// <summary>A service whose sessions the test writes.</summary>
internal sealed class TestService(string type, Func<Session> create) : IServiceType, ISessionFactory
{
    public string Type => type;

    /// <summary>HOCON of the service and of a listener for it, both named as the type.</summary>
    public string Configuration => $$"""
        actor-tls {
          defaults.service.{{type}} { }
          services.{{type}} { type = {{type}} }
          listeners.{{type}} { address = "127.0.0.1", port = 0, policy = "test", service = "{{type}}" }
        }
        """;

    public object ReadSettings(SettingsSection section) => this;

    public ISessionFactory CreateSessionFactory(object settings, ServiceResources resources) => this;

    public Session CreateSession(IConnection connection) => create();
}
