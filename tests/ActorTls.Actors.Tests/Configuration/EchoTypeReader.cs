using ActorTls.Configuration;

namespace ActorTls.Actors.Tests.Configuration;

/// <summary>A service type without keys of its own.</summary>
internal sealed class EchoTypeReader : IServiceSettingsReader
{
    public string Type => "echo";

    public object ReadSettings(SettingsSection section) => new();
}
