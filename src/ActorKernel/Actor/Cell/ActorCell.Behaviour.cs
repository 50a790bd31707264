namespace Akka.Actor;

public partial class ActorCell
{
    private Stack<Receive> _behaviours; // null while the actor's first behaviour is in force

    public void Become(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        if (_behaviours is null) _behaviours = new Stack<Receive>(1);
        else if (_behaviours.Count > 0) _behaviours.Pop();
        _behaviours.Push(receive);
    }

    public void BecomeStacked(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        if (_behaviours is null)
        {
            _behaviours = new Stack<Receive>(2);
            _behaviours.Push(_actor.Behaviour);
        }

        _behaviours.Push(receive);
    }

    /// <summary>Back to the behaviour below; the bottom one stays.</summary>
    public void UnbecomeStacked()
    {
        if (_behaviours is null) return;
        if (_behaviours.Count > 1) _behaviours.Pop();
        else _behaviours = null;
    }

    public void Become(UntypedReceive receive) => Become(Wrap(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(Wrap(receive));

    private static Receive Wrap(UntypedReceive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return message =>
        {
            receive(message);
            return true;
        };
    }
}
