using Akka.Actor;
using Dkvm.Actors.Lifecycle;
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
            case SendContinue:
                _running?.Continue();
                break;
            case SendPowerDown:
                _running?.PowerDown();
                break;
            case SendQuit:
                _running?.Quit();
                break;
            case KillProcess:
                _running?.Kill();
                break;
        }
    }

    private void Launch(LaunchQemu launch)
    {
        var self = Self;
        _attempt = launch.Attempt;
        _running = port.Start(launch.Launch, what => self.Tell(new QemuEvent.Said(launch.Attempt, what)));
        Context.Parent.Tell(new VmEvent.QemuStarted(launch.Attempt, _running));
    }

    protected override void PostStop() => _running?.Kill();
}
