using ActorTls.EventLoops;

namespace ActorTls.Listening;

/// <summary>Which class an error of <c>accept(2)</c> belongs to.</summary>
internal static class AcceptErrors
{
    /// <summary>The class of an <c>errno</c> other than EAGAIN and EINTR.</summary>
    public static AcceptErrorClass Classify(int errno) => errno switch
    {
        LibC.EMFILE or LibC.ENFILE => AcceptErrorClass.OutOfDescriptors,
        LibC.ENOBUFS or LibC.ENOMEM => AcceptErrorClass.OutOfMemory,
        LibC.EBADF or LibC.EINVAL or LibC.ENOTSOCK or LibC.EFAULT => AcceptErrorClass.Fatal,

        // accept(2) reports errors that are pending on the new socket (ECONNABORTED, EPROTO, ENETDOWN, EHOSTUNREACH …, EPERM from
        // a firewall): the connection is gone, and the listener is well. An unknown error counts as one of these, because closing a
        // healthy listener would be worse.
        _ => AcceptErrorClass.PeerAborted,
    };

    /// <summary>The name of a class in logs and metrics.</summary>
    public static string Name(this AcceptErrorClass errorClass) => errorClass switch
    {
        AcceptErrorClass.PeerAborted => "peer-aborted",
        AcceptErrorClass.OutOfDescriptors => "out-of-descriptors",
        AcceptErrorClass.OutOfMemory => "out-of-memory",
        AcceptErrorClass.Fatal => "fatal",
        _ => throw new ArgumentOutOfRangeException(nameof(errorClass)),
    };
}
