namespace Akka.TestKit;

/// <summary>Names the dispatcher that runs an actor on the thread that tells it something, before Tell returns.</summary>
public static class CallingThreadDispatcher
{
    public static string Id => Dispatch.CallingThread.CallingThreadId;
}
