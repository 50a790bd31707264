using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public partial class ActorCell
{
    private AsyncReceive _async; // the latest, while any runs
    private int _asyncRunning;

    /// <summary>
    /// Runs an asynchronous piece of behaviour. Until it ends the actor takes no other user message; what follows an
    /// await runs in the actor's context again.
    /// </summary>
    internal void RunTask(Func<Task> action)
    {
        var receive = new AsyncReceive(this);
        var task = receive.Start(action);
        if (task is null || task.IsCompletedSuccessfully) return;
        if (task.IsCompleted)
        {
            task.GetAwaiter().GetResult();
            return;
        }

        receive.Ended = task;
        _async = receive;
        _asyncRunning++;
        _mailbox.Suspend();
        task.ContinueWith(
            static (ended, state) =>
            {
                var receive = (AsyncReceive)state!;
                receive.Cell.SendSystemMessage(new AsyncCompleted(ended));
            },
            receive, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void FinishAsync(AsyncCompleted completed)
    {
        if (--_asyncRunning == 0) _async = null;
        _mailbox.Resume();
        if (completed.Task.IsCompletedSuccessfully)
        {
            if (_asyncRunning > 0) return;
            (_currentMessage, _currentSender) = (null, null);
            _receiveTimeout?.Reschedule(true);
            return;
        }

        completed.Task.GetAwaiter().GetResult();
    }
}
