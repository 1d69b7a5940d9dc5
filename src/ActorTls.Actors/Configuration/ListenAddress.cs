using System.Net;

namespace ActorTls.Configuration;

/// <summary>Where a listener listens.</summary>
public abstract record ListenAddress
{
    private ListenAddress() { }

    /// <summary>Whether only one of the two addresses can be bound. Port 0 is another port each time, and overlaps nothing.</summary>
    public bool Overlaps(ListenAddress other) => (this, other) switch
    {
        (Ip first, Ip second) =>
            first.EndPoint.Port == second.EndPoint.Port && first.EndPoint.Port != 0 &&
            (first.EndPoint.AddressFamily == second.EndPoint.AddressFamily || first.IsDualStack || second.IsDualStack) &&
            (first.EndPoint.Equals(second.EndPoint) || first.IsWildcard || second.IsWildcard),
        (Unix first, Unix second) => first.Path == second.Path,
        _ => false,
    };

    /// <summary>An IPv4 or IPv6 address.</summary>
    /// <param name="EndPoint">The address and port; port 0 is any free port.</param>
    public sealed record Ip(IPEndPoint EndPoint) : ListenAddress
    {
        /// <summary>Whether <c>::</c> means IPv6 addresses only. False for any other address, which is of one family anyway.</summary>
        public bool IsIPv6Only { get; init; }

        /// <summary>Whether IPv4 clients come to this IPv6 address too.</summary>
        public bool IsDualStack => EndPoint.Address.Equals(IPAddress.IPv6Any) && !IsIPv6Only;

        /// <summary>Whether it is all addresses of its family, or of both.</summary>
        public bool IsWildcard => EndPoint.Address.Equals(IPAddress.Any) || EndPoint.Address.Equals(IPAddress.IPv6Any);

        /// <inheritdoc/>
        public override string ToString() => EndPoint.ToString();
    }

    /// <summary>A Unix domain socket.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="Mode">Its file permissions.</param>
    public sealed record Unix(string Path, UnixFileMode Mode) : ListenAddress
    {
        /// <inheritdoc/>
        public override string ToString() => $"unix:{Path}";
    }
}
