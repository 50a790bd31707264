using Akka.Actor;
using Dkvm.Actors.Lifecycle;
using Dkvm.Actors.Network;
using Dkvm.Actors.Ports;
using Dkvm.Actors.Vm;

namespace Dkvm.Actors.Qemu;

/// <summary>Runs QEMU and speaks QMP to it.</summary>
public sealed class QemuActor(IQemuPort port, Settings settings)
    : LifecycleActor<QemuState>(settings, new QemuState.Idle())
{
    private IQemu? _running;
    private int _attempt;

    protected override Step<QemuState> Next(QemuState state, object message) =>
        message is QemuEvent.Said said && said.Attempt != _attempt
            ? Steps.Stay(state)
            : QemuLifecycle.Next(state, message);

    protected override void Perform(Effect effect)
    {
        switch (effect)
        {
            case LaunchQemu launch:
                Launch(launch);
                break;
            case FitMachine fit:
                var qemu = Self;
                _running?.Fit(fit.Cards, failure => qemu.Tell(new QemuEvent.Fitted(fit.Attempt, failure)));
                break;
            case SendContinue:
                _running?.Continue();
                break;
            case SendMemory memory:
                _running?.SetMemory(memory.Mebibytes);
                break;
            case SaveInto save:
                var parent = Context.Parent;
                var (machine, itsMemory) = save.Checkpoint.TakeFiles();
                _running?.Save(machine, itsMemory, failure => parent.Tell(new VmEvent.MachineSaved(failure)));
                break;
            case SendPowerDown:
                _running?.PowerDown();
                break;
            case PlugIn plug:
                _running?.Plug(plug.Tap, AnswerTo(Sender, plug.Number));
                break;
            case PlugOut plug:
                _running?.Unplug(plug.Card, AnswerTo(Sender, plug.Number));
                break;
            case CutOff cut:
                _running?.Cut(cut.Card);
                break;
            case SendQuit:
                _running?.Quit();
                break;
            case KillProcess:
                _running?.Kill();
                break;
        }
    }

    private static Action<string?> AnswerTo(IActorRef asker, int number) =>
        failure => asker.Tell(new NetworkEvent.StepDone(number, failure));

    private void Launch(LaunchQemu launch)
    {
        var self = Self;
        _attempt = launch.Attempt;
        _running = port.Start(launch.Launch, what => self.Tell(new QemuEvent.Said(launch.Attempt, what)));
        Context.Parent.Tell(new VmEvent.QemuStarted(launch.Attempt, _running));
    }

    protected override void PostStop() => _running?.Kill();
}
