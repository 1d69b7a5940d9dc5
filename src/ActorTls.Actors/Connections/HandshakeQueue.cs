
namespace ActorTls.Connections;

/// <summary>
/// The connections of one acceptor that wait for one of the listener's <c>max-handshakes</c>, first come first served. A
/// peer that stays silent waits for nothing and takes no slot, so that silence cannot keep anybody out. Belongs to the
/// acceptor's event loop.
/// </summary>
internal sealed class HandshakeQueue(AdmissionGate admission)
{
    private readonly LinkedList<IHandshakeWaiter> _waiting = new();

    /// <summary>
    /// Takes a slot, or a place in the queue when there is none: true when the handshake may begin. False, and the waiter
    /// may yet be granted a slot before this returns.
    /// </summary>
    /// <param name="waiter">Who asks.</param>
    /// <param name="place">The field that holds the waiter's place: it is set first, and the grant may clear it.</param>
    public bool TryBegin(IHandshakeWaiter waiter, ref LinkedListNode<IHandshakeWaiter>? place)
    {
        if (_waiting.Count == 0 && admission.TryBeginHandshake()) return true;

        place = _waiting.AddLast(waiter);
        Resume();
        return false;
    }

    /// <summary>Gives up a place.</summary>
    public void Leave(LinkedListNode<IHandshakeWaiter> place) => _waiting.Remove(place);

    /// <summary>Grants what slots there are; asks to be woken while some wait in vain.</summary>
    public void Resume()
    {
        while (_waiting.First is { } first)
        {
            if (!admission.TryBeginHandshake())
            {
                admission.WaitForSlot();

                // One that came free before we asked wakes nobody.
                if (!admission.TryBeginHandshake()) return;
            }
            _waiting.RemoveFirst();
            first.Value.HandshakeGranted();
        }
    }
}
