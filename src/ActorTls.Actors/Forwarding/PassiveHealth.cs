namespace ActorTls.Forwarding;

/// <summary>
/// Whether an upstream is worth a try, learned from the connections that were tried. Down after some failures in a row;
/// after a while one connection at a time tries it again. Thread-safe.
/// </summary>
internal sealed class PassiveHealth(PassiveHealthSettings settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private bool _isDown;
    private bool _isProbed;
    private long _lastFailure;

    /// <summary>Whether it is marked down.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock) return _isDown;
        }
    }

    /// <summary>Whether it is to be tried: it is up, or down for long enough and nobody is trying it.</summary>
    public bool IsAvailable
    {
        get
        {
            lock (_lock) return !_isDown || IsProbeDue;
        }
    }

    private bool IsProbeDue => !_isProbed && time.GetElapsedTime(_lastFailure) >= settings.RetryAfter;

    /// <summary>A connection is tried. True when it is the one that finds out whether the upstream is back.</summary>
    public bool Begin()
    {
        lock (_lock)
        {
            if (!_isDown || !IsProbeDue) return false;
            return _isProbed = true;
        }
    }

    /// <summary>A try came to nothing, neither success nor failure.</summary>
    public void Abandon(bool wasProbe)
    {
        lock (_lock) _isProbed &= !wasProbe;
    }

    /// <summary>A try succeeded. True when the upstream was down until now.</summary>
    public bool Succeed()
    {
        lock (_lock)
        {
            var wasDown = _isDown;
            (_failures, _isDown, _isProbed) = (0, false, false);
            return wasDown;
        }
    }

    /// <summary>A try failed. True when the upstream is down from now on.</summary>
    /// <param name="wasProbe">What <see cref="Begin"/> returned.</param>
    /// <param name="atOnce">Whether one such failure is enough: the next try could not come out otherwise.</param>
    public bool Fail(bool wasProbe, bool atOnce)
    {
        lock (_lock)
        {
            _isProbed &= !wasProbe;
            _lastFailure = time.GetTimestamp();
            if (_isDown) return false;
            return _isDown = ++_failures >= settings.Failures || atOnce;
        }
    }

    /// <summary>How many failures there were in a row.</summary>
    public int Failures
    {
        get
        {
            lock (_lock) return _failures;
        }
    }
}
